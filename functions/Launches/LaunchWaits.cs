using System.Collections.Concurrent;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Http;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Functions.Launches;

/// <summary>Waits for launches, and says in every case who is done, who is not, and whether the time was over first.</summary>
public sealed class LaunchWaits(LaunchQueries launches, LongPoll poll)
{
    private const int ReadsAtOnce = 16;

    /// <summary>Waits. An id that no launch has is a problem, each of them, and nothing is waited for.</summary>
    public async Task<(WaitResult? Result, IReadOnlyList<Problem> Problems)> WaitAsync(WaitRequest request, CancellationToken cancellationToken)
    {
        var done = new ConcurrentDictionary<string, WaitedLaunch>(StringComparer.Ordinal);
        var unknown = new ConcurrentBag<int>();

        async Task<(bool Holds, bool IsEnough)> LookAsync()
        {
            var open = request.Ids.Select((id, index) => (id, index)).Where(item => !done.ContainsKey(item.id));
            await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (item, token) =>
            {
                if (!LaunchId.TryParse(item.id, out var id) || await launches.FindRowAsync(id, token) is not { } launch)
                    unknown.Add(item.index);
                else if (launch.State.IsFinal())
                    done[item.id] = new WaitedLaunch(item.id, launch.State, launch.Error, await launches.ResultOfAsync(launch, token));
            });
            var holds = Holds(request, done);
            return (holds, holds || !unknown.IsEmpty);
        }

        var holds = await poll.RunAsync(TimeSpan.FromSeconds(request.TimeoutSeconds), LookAsync, cancellationToken);
        if (!unknown.IsEmpty)
            return (null, [.. unknown.Order().Select(index => new Problem($"/ids/{index}", LaunchErrors.UnknownCode, LaunchErrors.WhyUnknown(request.Ids[index])))]);

        return (new WaitResult(
            [.. request.Ids.Where(done.ContainsKey).Select(id => done[id])],
            [.. request.Ids.Where(id => !done.ContainsKey(id))],
            TimedOut: !holds), []);
    }

    private static bool Holds(WaitRequest request, ConcurrentDictionary<string, WaitedLaunch> done) => done.Count == request.Ids.Count || request.ReturnWhen switch
    {
        ReturnWhen.FirstCompleted => !done.IsEmpty,
        ReturnWhen.FirstException => done.Values.Any(launch => launch.State is LaunchState.Failed or LaunchState.Crashed or LaunchState.Rejected),
        _ => false,
    };
}

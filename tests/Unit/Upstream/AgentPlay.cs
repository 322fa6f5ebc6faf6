using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;
using Moq;

namespace LaunchAgent.Tests.Unit.Upstream;

/// <summary>An agent that looks for work when a test says so, and an executor where attempts do what the test says.</summary>
internal sealed class AgentPlay : IDisposable
{
    private static int _submitted;

    private readonly Dictionary<string, AttemptObservation> _seen = [];

    private AgentPlay(TestApp app)
    {
        App = app;
        app.HaveNoOutput();
        app.Executor.Setup(e => e.ObserveAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((IReadOnlyCollection<string> keys, CancellationToken _) =>
                keys.ToDictionary(key => key, key => _seen.GetValueOrDefault(key, new AttemptObservation(AttemptPhase.Unknown))));
    }

    public TestApp App { get; }

    public static async Task<AgentPlay> StartAsync(AgentPlay? beside = null, string agent = "local", params (string Name, string Value)[] settings)
    {
        var app = await TestApp.StartAsync(shared: beside?.App, agent: agent, settings: settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        if (beside is not null)
            app.Clock.Now = beside.App.Clock.Now;
        return new AgentPlay(app);
    }

    /// <summary>Puts a launch on the queue that it names, or on <c>default</c>; nobody looks for it yet.</summary>
    public async Task<LaunchId> SubmitAsync(string fields = "")
    {
        var accepted = await App.SubmitAsync($"upstream-{Interlocked.Increment(ref _submitted)}", "{\"command\":[\"true\"]" + (fields.Length == 0 ? "" : ",") + fields + "}");
        // Submitted one after the other, also by the clock.
        App.Clock.Now += TimeSpan.FromMilliseconds(1);
        return accepted.Id;
    }

    /// <summary>Looks for work as a wake-up has it done; gives the launches that were taken, in their order.</summary>
    public async Task<IReadOnlyList<LaunchId>> PollAsync(string queue = "default")
    {
        var before = App.Started.Count;
        await App.Get<DelayedLaunches>().ReleaseAsync(queue, CancellationToken.None);
        await App.Get<Dispatcher>().DispatchAsync(queue, CancellationToken.None);
        return [.. App.Started.Skip(before).Select(claim => LaunchId.Parse(claim.LaunchId))];
    }

    /// <summary>Starts the attempt of a launch that was taken.</summary>
    public Task<ClaimStep> BeginAsync(LaunchId id) => App.Create<StartAttempt>().RunAsync(ClaimOf(id), CancellationToken.None);

    /// <summary>Has the agent see how the attempt of a launch stands, and do what follows from it.</summary>
    public async Task<ClaimStep> SeeAsync(LaunchId id, AttemptObservation seen)
    {
        _seen[(await App.ReadAsync(id)).AttemptKey] = seen;
        await App.Get<AttemptMonitor>().LookAsync(CancellationToken.None);
        return await App.Create<AdvanceLaunch>().RunAsync(ClaimOf(id), CancellationToken.None);
    }

    /// <summary>Runs a launch that was taken to its end.</summary>
    public async Task RunToEndAsync(LaunchId id, int exitCode = 0)
    {
        await BeginAsync(id);
        Assert.Equal(ClaimStep.End, await SeeAsync(id, new AttemptObservation(AttemptPhase.Exited, ExitCode: exitCode)));
    }

    public Task StopAsync(LaunchId id) => App.Get<StopRequests>().StopAsync(id, force: false, CancellationToken.None);

    public async Task<LaunchDetail> ViewAsync(LaunchId id) => (await App.Get<LaunchQueries>().FindAsync(id, CancellationToken.None))!;

    /// <summary>What stands in the line of a queue.</summary>
    public async Task<IReadOnlyList<LaunchId>> LineAsync(string query = "", string queue = "default") =>
        [.. (await App.DueAsync(query, queue)).Select(launch => LaunchId.Parse(launch.Id))];

    public void Dispose() => App.Dispose();

    private ClaimedLaunch ClaimOf(LaunchId id) => App.Started.Last(claim => claim.LaunchId == id.ToString());
}

using FsCheck;
using FsCheck.Fluent;

namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>
/// The claim engine against a model: any history of arrivals, priorities, labels, limits, pauses, overrides, ends, retries, lost answers, deaths and
/// messages delivered twice, by several processes whose storage calls follow each other in any order.
/// </summary>
public sealed class ClaimProperties
{
    private const string CountFlag = "LAUNCH_CLAIM_HISTORIES";
    private const string ReplayFlag = "LAUNCH_CLAIM_REPLAY";
    private const int Histories = 10_000;

    [Fact]
    public void History_Any_IsAsTheModelSays()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable(CountFlag), out var asked) ? asked : Histories;
        var config = Config.QuickThrowOnFailure.WithMaxTest(count);
        if (Environment.GetEnvironmentVariable(ReplayFlag)?.Split(',') is [var seed, var gamma, var size])
            config = config.WithReplay(ulong.Parse(seed), ulong.Parse(gamma), int.Parse(size));

        OnOneThread(() => Check.One(config, Prop.ForAll(HistoryGen.Any, Play)));
    }

    private static void Play(History history)
    {
        using var run = HistoryRun.Play(history);
    }

    // A thread of its own: what awaits a call goes on where it is answered, and nowhere else.
    private static void OnOneThread(Action act)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                act();
            }
            catch (Exception fault)
            {
                failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(fault);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}

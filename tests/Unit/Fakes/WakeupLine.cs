using LaunchAgent.Contracts.Json;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Agents;

namespace LaunchAgent.Tests.Unit.Fakes;

/// <summary>An app's queue of wake-ups, as far as it dispatches: what was sent is seen when its delay is over, and the clocks go there.</summary>
internal sealed class WakeupLine
{
    private readonly TestApp _app;
    private readonly TestApp[] _beside;
    private readonly List<(DateTimeOffset At, Wakeup Wakeup)> _waiting = [];

    /// <param name="app">The app.</param>
    /// <param name="beside">Others, whose clocks go with it.</param>
    public WakeupLine(TestApp app, params TestApp[] beside)
    {
        (_app, _beside) = (app, beside);
        app.WakeupSent = (wakeup, delay) =>
        {
            if (wakeup.Kind is WakeupKind.Watch or WakeupKind.Look)
                return;
            Delays.Add(delay);
            if (!IsLossy)
                _waiting.Add((app.Clock.Now + delay, wakeup));
        };
    }

    /// <summary>The delays of all that was sent.</summary>
    public List<TimeSpan> Delays { get; } = [];

    /// <summary>Those in seconds.</summary>
    public IEnumerable<double> Seconds => Delays.Select(delay => delay.TotalSeconds);

    /// <summary>Whether what is sent from now on gets lost.</summary>
    public bool IsLossy { get; set; }

    /// <summary>How many are on their way.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Delivers the next one.</summary>
    /// <param name="twice">Whether it is delivered a second time.</param>
    /// <param name="early">How much the queue's clock is ahead of the app's.</param>
    public async Task NextAsync(bool twice = false, TimeSpan early = default)
    {
        var next = _waiting.MinBy(waiting => waiting.At);
        Assert.True(_waiting.Remove(next), "Nothing is on its way.");
        Turn(next.At - early);
        for (var times = 0; times < (twice ? 2 : 1); times++)
            await DeliverAsync(next.Wakeup);
    }

    /// <summary>Delivers all that is seen until a time.</summary>
    public async Task UntilAsync(DateTimeOffset end)
    {
        while (_waiting.Count > 0 && _waiting.Min(waiting => waiting.At) <= end)
            await NextAsync();
        Turn(end);
    }

    public Task DeliverAsync(Wakeup wakeup) => _app.Create<WakeupFunctions>().RunAsync(ContractJson.Serialize(wakeup), _app.Client.Object, CancellationToken.None);

    private void Turn(DateTimeOffset now)
    {
        foreach (var app in _beside.Append(_app))
            app.Clock.Now = app.Clock.Now > now ? app.Clock.Now : now;
    }
}

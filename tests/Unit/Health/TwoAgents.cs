using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Recovery;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Health;

/// <summary>Two agents over one storage account: <see cref="Old"/> claims and goes silent, <see cref="New"/> looks after what it left.</summary>
internal sealed class TwoAgents : IDisposable
{
    private TwoAgents(TestApp old, TestApp @new) => (Old, New) = (old, @new);

    public TestApp Old { get; }

    public TestApp New { get; }

    /// <summary>The old agent's claim.</summary>
    public ClaimedLaunch Claim { get; private set; } = null!;

    public LaunchId Id => LaunchId.Parse(Claim.LaunchId);

    public IReadOnlyList<SlotRow> Slots =>
        [.. Old.Launches.All.Where(row => row.RowKey.StartsWith(RowKeys.Slots, StringComparison.Ordinal)).Select(SlotRow.From)];

    public static async Task<TwoAgents> ClaimedAsync(string body = """{"command":["true"]}""", params (string Name, string Value)[] settings)
    {
        var more = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        var old = await TestApp.StartAsync(agent: "old", settings: more);
        var agents = new TwoAgents(old, await TestApp.StartAsync(shared: old, agent: "new", settings: more));
        foreach (var app in new[] { agents.Old, agents.New })
        {
            app.HaveNoOutput();
        }

        await old.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        await old.SubmitAsync("m1", body);
        agents.Claim = await old.ClaimAsync();
        return agents;
    }

    /// <summary>The old agent submits its attempt.</summary>
    public async Task<TwoAgents> StartedAsync()
    {
        await StartAsync(Old, Claim);
        return this;
    }

    public Task<ClaimStep> StartAsync(TestApp app, ClaimedLaunch claim) => app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None);

    public Task<ClaimStep> DecideAsync(TestApp app, ClaimedLaunch claim, AttemptObservation seen)
    {
        app.Observe(LaunchOf(app).AttemptKey, seen);
        return app.Create<AdvanceLaunch>().RunAsync(claim, CancellationToken.None);
    }

    /// <summary>The old agent is silent for longer than an agent may be, and the new one looks.</summary>
    public async Task TakeOverAsync()
    {
        Old.Clock.Now = New.Clock.Now += TimeSpan.FromSeconds(91);
        await LookAsync();
    }

    public Task LookAsync() => New.Get<IEnumerable<IQueueRepair>>().OfType<TakeOver>().Single()
        .HealAsync(new QueueScope("default", New.Get<QueueReader>()), CancellationToken.None);

    public LaunchRow Launch => LaunchOf(Old);

    public void Dispose()
    {
        Old.Dispose();
        New.Dispose();
    }

    private LaunchRow LaunchOf(TestApp app) => app.ReadAsync(Id).GetAwaiter().GetResult();
}

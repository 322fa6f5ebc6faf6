using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LaunchAgent.Core;
using LaunchAgent.Core.Queues;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions;
using LaunchAgent.Functions.Health;
using LaunchAgent.Functions.Http;
using LaunchAgent.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Unit.Storage;

/// <summary>Storage that takes connections and answers nothing, with the real clients and clock. Their own limit is a hundred seconds a try.</summary>
public sealed class HangingStorageTests : IDisposable
{
    // On a machine with better things to do.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private readonly TcpListener _storage = new(IPAddress.Loopback, 0);
    private readonly ServiceProvider _services;

    public HangingStorageTests()
    {
        // Whoever connects waits in the listener's own queue.
        _storage.Start();
        var address = $"http://{_storage.LocalEndpoint}/stx";
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [StorageAccount.Setting] = $"AccountName=stx;AccountKey=a2V5;TableEndpoint={address};BlobEndpoint={address};QueueEndpoint={address}",
            [StorageClients.WakeupsSetting] = "wakeups-local",
        }).Build();
        _services = new ServiceCollection().AddLogging().AddLaunchAgent(settings).BuildServiceProvider();
    }

    [Fact]
    public async Task Call_OfATableOrAQueue_IsAnOutageWithinTwentySeconds()
    {
        var watch = Stopwatch.StartNew();

        var faults = await Task.WhenAll(
            Record.ExceptionAsync(() => _services.GetRequiredService<QueueCatalog>().FindAsync(QueueNames.Default, CancellationToken.None)),
            Record.ExceptionAsync(() => _services.GetRequiredService<WakeupQueue>().DispatchLaterAsync("q", TimeSpan.Zero, CancellationToken.None)));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20) + Slack);
        Assert.All(faults, fault => Assert.Equal((true, 503), (StorageOutage.Is(fault!), ProblemFactory.Of(fault!).Status)));
    }

    [Fact]
    public async Task Health_Asked_FailsWithinFiveSeconds()
    {
        var watch = Stopwatch.StartNew();

        var failed = (await _services.GetRequiredService<HealthChecks>().RunAsync(CancellationToken.None)).Where(check => !check.Ok);

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5) + Slack);
        Assert.Superset(new HashSet<string> { "storage", "run_items", "wakeups" }, failed.Select(check => check.Name).ToHashSet());
    }

    public void Dispose()
    {
        _services.Dispose();
        _storage.Dispose();
    }
}

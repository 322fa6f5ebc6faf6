using System.Net;
using System.Net.Sockets;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Functions.Launches;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

namespace LaunchAgent.Tests.Unit.Launches;

/// <summary>
/// The orchestration of a claim in Microsoft's in-process test host: over the wire, with their client, and with a back-off that takes its
/// time.
/// </summary>
public sealed class LaunchOrchestrationHostTests
{
    private const int Limit = 120_000;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    [Fact(Timeout = Limit)]
    public async Task Run_FirstTryFailsAndThreeSignals_IsRetriedAndEndsAtTheThirdDecision()
    {
        var claim = new ClaimedLaunch("12345678-0123456789012abcdef012345", 1, DateTimeOffset.UnixEpoch);
        var ran = new List<(string Activity, ClaimedLaunch Claim)>();
        ClaimStep Note(string activity, ClaimedLaunch given)
        {
            lock (ran)
            {
                ran.Add((activity, given));
                return ran.Count switch
                {
                    1 => throw new InvalidOperationException("storage is away"),
                    5 => ClaimStep.End,
                    _ => ClaimStep.Watch,
                };
            }
        }

        var host = await DurableTaskTestHost.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc<ClaimedLaunch>(nameof(LaunchOrchestration), (context, _) => LaunchOrchestration.RunAsync(context))
                .AddActivityFunc<ClaimedLaunch, ClaimStep>(nameof(StartAttempt), (_, given) => Note(nameof(StartAttempt), given))
                .AddActivityFunc<ClaimedLaunch, ClaimStep>(nameof(AdvanceLaunch), (_, given) => Note(nameof(AdvanceLaunch), given)),
            new DurableTaskTestHostOptions { Port = FreePort() });
        try
        {
            var hub = new DurableTaskHub();
            hub.Use(host.Client);
            await hub.StartAsync(claim, CancellationToken.None);
            // The first ones come before it listens.
            for (var signals = 0; signals < 3; signals++)
                Assert.True(await hub.TrySignalAsync(claim.LaunchId, claim.Claim, CancellationToken.None));
            var ended = await host.Client.WaitForInstanceCompletionAsync(claim.InstanceId);

            Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
            string[] expected = [nameof(StartAttempt), nameof(StartAttempt), nameof(AdvanceLaunch), nameof(AdvanceLaunch), nameof(AdvanceLaunch)];
            Assert.Equal(expected.Select(activity => (activity, claim)), ran);
        }
        finally
        {
            // Its end may hang; the process of the tests outlives it anyhow.
            await Task.WhenAny(host.DisposeAsync().AsTask(), Task.Delay(StopLimit));
        }
    }

    // Its own choice is a random one.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Text.RegularExpressions;
using Azure.Data.Tables;
using FunctionsEmulator.Durable.Instances;
using FunctionsEmulator.Durable.Storage;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Durable;

/// <summary>
/// Runs the orchestrations of one task hub: each step is an entity-group transaction, and after each the orchestrator is run again from
/// the start. One process works on a hub.
/// </summary>
internal sealed partial class DurableEngine
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly InstanceStore _store;
    private readonly EngineParts _parts;

    /// <exception cref="ArgumentException">The hub's name is not one.</exception>
    public DurableEngine(
        DurableEngineOptions options, TableServiceClient tables, IDurableFunctions functions, TimeProvider time, ILoggerFactory loggerFactory)
    {
        if (!HubName().IsMatch(options.HubName))
            throw new ArgumentException($"Task hub name '{options.HubName}' must have 3 to 45 letters and digits and start with a letter.", nameof(options));

        _store = new InstanceStore(tables, options.HubName);
        _parts = new EngineParts(options, _store, functions, time, loggerFactory, _stopping.Token);
        Client = new EngineClient(options, _parts);
    }

    /// <summary>What functions use to start and signal orchestrations.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>Creates the hub's table and takes up every unfinished instance: activities that were not completed are run again.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _store.CreateAsync(cancellationToken);
        foreach (var instance in await _store.ListUnfinishedAsync(cancellationToken))
            _parts.Actors.Post(instance.Id, new InstanceMessage.Resume(instance));
    }

    /// <summary>Stops, and waits for the activities that are running. Those that do not end are run again after the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _parts.Workers.WhenIdleAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$")]
    private static partial Regex HubName();
}

using Azure.Data.Tables;
using FunctionsEmulator.Durable;
using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Storage;
using LaunchAgent.Tests.Integration.Azurite;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>A task hub of its own on Azurite, with one engine on it at a time.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _name = "t" + Guid.NewGuid().ToString("n")[..20];
    private DurableEngine? _engine;

    public ScriptedFunctions Functions { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public Func<DurableEngineOptions, DurableEngineOptions> Options { get; init; } = o => o;

    public DurableTaskClient Client => _engine!.Client;

    /// <summary>The table as it is, for those who look behind the client.</summary>
    public TableClient Table => new(AzuriteServer.ConnectionString, _name + "Instances");

    /// <summary>Starts an engine with these functions.</summary>
    public async Task<Hub> StartAsync(TableClientOptions? tableOptions = null)
    {
        var tables = new TableServiceClient(AzuriteServer.ConnectionString, tableOptions);
        _engine = new DurableEngine(Options(new DurableEngineOptions { HubName = _name }), tables, Functions, Time, Logs);
        using var patience = new CancellationTokenSource(Patience);
        await _engine.StartAsync(patience.Token);
        return this;
    }

    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        if (_engine is not null)
            await _engine.StopAsync(patience.Token);
        _engine = null;
    }

    public async Task<OrchestrationMetadata> EndAsync(string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Client.WaitForInstanceCompletionAsync(id, true, patience.Token);
    }

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null) =>
        await EndAsync(await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input));

    /// <summary>The events of an instance's history, read from its rows.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id)
    {
        var store = new InstanceStore(new TableServiceClient(AzuriteServer.ConnectionString), _name);
        return await store.ReadAsync(id, default) is { } instance
            ? [.. (await store.ReadHistoryAsync(instance, default)).SelectMany(b => b.Events)]
            : [];
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}

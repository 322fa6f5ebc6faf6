using Azure.Data.Tables;
using FunctionsEmulator.Durable;
using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Instances;
using FunctionsEmulator.Durable.Storage;
using LaunchAgent.Tests.Integration.Azurite;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>A task hub of its own on Azurite, with engines on it.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _name = "t" + Guid.NewGuid().ToString("n")[..20];
    private readonly List<DurableEngine> _engines = [];

    public ScriptedFunctions Functions { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public Func<DurableEngineOptions, DurableEngineOptions> Options { get; init; } = o => o;

    public DurableTaskClient Client => _engines[^1].Client;

    /// <summary>The table as it is, for those who look behind the client.</summary>
    public TableClient Table => new(AzuriteServer.ConnectionString, _name + "Instances");

    private InstanceStore Store => new(new TableServiceClient(AzuriteServer.ConnectionString), _name);

    /// <summary>A hub whose orchestrator <c>Waiter</c> ends with the event <c>go</c>.</summary>
    public static Hub WithWaiter()
    {
        var hub = new Hub();
        hub.Functions.Orchestrator("Waiter", async context => await context.WaitForExternalEvent<string>("go"));
        return hub;
    }

    /// <summary>Starts an engine with these functions; one that runs already is not told.</summary>
    public async Task<Hub> StartAsync(TableClientOptions? tableOptions = null)
    {
        var tables = new TableServiceClient(AzuriteServer.ConnectionString, tableOptions);
        _engines.Add(new DurableEngine(Options(new DurableEngineOptions { HubName = _name }), tables, Functions, Time, Logs));
        using var patience = new CancellationTokenSource(Patience);
        await _engines[^1].StartAsync(patience.Token);
        return this;
    }

    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await Task.WhenAll(_engines.Select(e => e.StopAsync(patience.Token)));
        _engines.Clear();
    }

    public async Task<OrchestrationMetadata> EndAsync(string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Client.WaitForInstanceCompletionAsync(id, true, patience.Token);
    }

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null) =>
        await EndAsync(await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input));

    /// <summary>An instance, read from its row and not through an engine.</summary>
    public async Task<Instance?> ReadAsync(string id) => await Store.ReadAsync(id, default);

    /// <summary>The events of an instance's history, read from its rows.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id) => await ReadAsync(id) is { } instance
        ? [.. (await Store.ReadHistoryAsync(instance, default)).SelectMany(b => b.Events)]
        : [];

    public async ValueTask DisposeAsync() => await StopAsync();
}

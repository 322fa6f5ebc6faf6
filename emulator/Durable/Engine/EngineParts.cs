using FunctionsEmulator.Durable.Instances;
using FunctionsEmulator.Durable.Replay;
using FunctionsEmulator.Durable.Storage;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Durable;

/// <summary>What the parts of one engine share.</summary>
internal sealed class EngineParts
{
    public EngineParts(
        DurableEngineOptions options, InstanceStore store, IDurableFunctions functions, TimeProvider time, ILoggerFactory loggerFactory, CancellationToken stopping)
    {
        var json = new DurableJson(options.SerializerOptions);
        Store = store;
        Functions = functions;
        Time = time;
        Stopping = stopping;
        Log = loggerFactory.CreateLogger("FunctionsEmulator.Durable");
        Json = json;
        Player = new OrchestrationPlayer(functions, json, loggerFactory);
        OrchestratorSlots = new Slots(options.MaxConcurrentOrchestratorFunctions);
        Activities = new ActivityRunner(functions, json, new Slots(options.MaxConcurrentActivityFunctions), Workers, stopping);
        Actors = new InstanceActors(id => new InstanceActor(id, this));
    }

    public InstanceStore Store { get; }

    public IDurableFunctions Functions { get; }

    public TimeProvider Time { get; }

    public CancellationToken Stopping { get; }

    public ILogger Log { get; }

    public DurableJson Json { get; }

    public OrchestrationPlayer Player { get; }

    public Slots OrchestratorSlots { get; }

    public ActivityRunner Activities { get; }

    public InstanceActors Actors { get; }

    public InstanceChanges Changes { get; } = new();

    public Workers Workers { get; } = new();
}

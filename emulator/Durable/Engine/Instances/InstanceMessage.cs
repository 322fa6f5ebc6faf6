using FunctionsEmulator.Durable.History;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>Something for one instance to do. It is done when its effect is in storage, or when it is refused.</summary>
internal abstract class InstanceMessage
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether somebody waits for the answer. If so, a failure is theirs to handle; if not, the message is kept and tried again.</summary>
    public virtual bool HasSender => true;

    /// <summary>What arrives, if the message is one of those that are played together.</summary>
    public virtual HistoryEvent? Event => null;

    public Task Done => _done.Task;

    public void Complete() => _done.TrySetResult();

    public void Refuse(Exception why)
    {
        // Whoever gave up waiting, or never waited, does not look at it.
        if (_done.TrySetException(why))
            _ = _done.Task.Exception;
    }

    /// <summary>Starts an instance.</summary>
    internal sealed class Start(Instance instance, IReadOnlySet<OrchestrationRuntimeStatus> dedupe) : InstanceMessage
    {
        public Instance Instance => instance;

        /// <summary>The states of a finished instance under the same id that forbid a new one.</summary>
        public IReadOnlySet<OrchestrationRuntimeStatus> Dedupe => dedupe;
    }

    /// <summary>An event or the end, from a client.</summary>
    internal sealed class FromClient(HistoryEvent what) : InstanceMessage
    {
        public override HistoryEvent Event => what;
    }

    /// <summary>The end of something that the instance asked for.</summary>
    internal sealed class FromTask(string executionId, HistoryEvent what) : InstanceMessage
    {
        public override bool HasSender => false;

        public string ExecutionId => executionId;

        public override HistoryEvent Event => what;
    }

    /// <summary>Takes up an unfinished instance: after a restart, or when it is not known what storage has.</summary>
    internal sealed class Resume(Instance? instance = null) : InstanceMessage
    {
        public override bool HasSender => false;

        /// <summary>Its row, if that was just read.</summary>
        public Instance? Instance => instance;
    }

    /// <summary>Deletes an instance.</summary>
    internal sealed class Purge : InstanceMessage
    {
        public int Count { get; set; }
    }
}

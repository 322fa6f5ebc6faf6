using FunctionsEmulator.Durable.History;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable.Instances;

/// <summary>
/// Works off what is to be done with one instance, one step at a time. It keeps the history in memory while the instance is unfinished;
/// the ETag of its row tells when somebody else has written.
/// </summary>
internal sealed class InstanceActor(string id, EngineParts parts)
{
    private const int MessagesPerStep = 100;

    private static readonly TimeSpan StoragePause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<InstanceMessage> _mailbox = [];
    private bool _isBusy;
    private bool _isClosed;

    // Only touched by the one run that is going on. Null: not read yet, or nothing to keep.
    private InstanceState? _state;
    private readonly OpenWork _work = new(id, parts);

    /// <summary>Hands over a message, unless this actor is done and a new one must be made.</summary>
    public bool TryPost(InstanceMessage message)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _mailbox.AddLast(message);
            if (_isBusy)
                return true;
            _isBusy = true;
        }

        parts.Workers.Run(RunAsync);
        return true;
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } messages)
        {
            try
            {
                using (await parts.OrchestratorSlots.EnterAsync(parts.Stopping))
                    await HandleAsync(messages);
            }
#pragma warning disable CA1031 // Storage may fail in any way; nothing that was accepted may get lost by it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                await RecoverAsync(messages, e);
            }
        }
    }

    // What arrives while a step is being written is played together in the next one.
    private List<InstanceMessage> Take()
    {
        lock (_lock)
        {
            var taken = new List<InstanceMessage>();
            for (var size = 0; _mailbox.First?.Value is { } next && taken.Count < MessagesPerStep; _mailbox.RemoveFirst())
            {
                size += next.Event?.Size ?? 0;
                var together = next.Event is not null && size <= DurableLimits.Step / 2;
                if (taken.Count > 0 && (!together || taken[0].Event is null))
                    break;
                taken.Add(next);
            }

            if (taken.Count > 0)
                return taken;

            _isBusy = false;
            if (_state is null)
            {
                _isClosed = true;
                parts.Actors.Remove(id);
            }

            return taken;
        }
    }

    private Task HandleAsync(List<InstanceMessage> messages) => messages[0] switch
    {
        InstanceMessage.Start start => StartAsync(start),
        InstanceMessage.Resume resume => ResumeAsync(resume),
        InstanceMessage.Purge purge => PurgeAsync(purge),
        _ => DeliverAsync(messages),
    };

    private async Task StartAsync(InstanceMessage.Start start)
    {
        var existing = _state?.Instance;
        while (true)
        {
            if (Admission.Refuse(start, existing) is { } refusal)
            {
                start.Refuse(refusal);
                return;
            }

            if (await StepAsync(existing, new InstanceState(start.Instance, []), [new HistoryEvent.ExecutionStarted()]))
            {
                start.Complete();
                return;
            }

            existing = await parts.Store.ReadAsync(id, parts.Stopping);
        }
    }

    private async Task DeliverAsync(List<InstanceMessage> messages)
    {
        while (true)
        {
            var state = await LoadAsync();
            var admitted = messages.Where(m => Admit(m, state)).ToList();
            if (admitted.Count == 0)
                return;

            if (await StepAsync(state!.Instance, state, [.. admitted.Select(m => m.Event!)]))
            {
                admitted.ForEach(m => m.Complete());
                return;
            }

            _state = null;
        }
    }

    private bool Admit(InstanceMessage message, InstanceState? state)
    {
        if (message is InstanceMessage.FromTask task)
            return Admission.IsExpected(task, state);
        if (Admission.Refuse((InstanceMessage.FromClient)message, id, state?.Instance) is not { } refusal)
            return true;
        message.Refuse(refusal);
        return false;
    }

    private async Task ResumeAsync(InstanceMessage.Resume resume)
    {
        while (await LoadAsync(resume.Instance) is { Instance.IsFinished: false } state)
        {
            if (!state.HasUnplayed || !parts.Functions.HasOrchestrator(state.Instance.Name) || await StepAsync(state.Instance, state, []))
                return;
            _state = null;
        }
    }

    private async Task PurgeAsync(InstanceMessage.Purge purge)
    {
        purge.Count = await parts.Store.DeleteAsync(id, parts.Stopping) ? 1 : 0;
        Forget();
        purge.Complete();
    }

    // Of a finished instance only the row is read: it takes nothing in.
    private async Task<InstanceState?> LoadAsync(Instance? row = null)
    {
        if (_state is not null)
            return _state;

        var instance = row ?? await parts.Store.ReadAsync(id, parts.Stopping);
        if (instance is null or { IsFinished: true })
            return instance is null ? null : new InstanceState(instance, []);

        _state = new InstanceState(instance, await parts.Store.ReadHistoryAsync(instance, parts.Stopping));
        _work.TakeUp(_state);
        return _state;
    }

    private async Task<bool> StepAsync(Instance? before, InstanceState state, IReadOnlyList<HistoryEvent> arrived)
    {
        var hasOrchestrator = parts.Functions.HasOrchestrator(state.Instance.Name);
        var step = InstanceStep.Take(state, arrived, parts.Time.GetUtcNow(), parts.Player, hasOrchestrator);
        if (await parts.Store.WriteAsync(before, step.After, step.Batch, parts.Stopping) is not { } written)
            return false;

        if (step.IsStuck)
            parts.Log.OrchestratorStuck(state.Instance.Name, id);
        if (written.IsFinished)
        {
            Forget();
            parts.Log.InstanceEnded(state.Instance.Name, id, written.Status, written.Status == OrchestrationRuntimeStatus.Failed ? written.Output : null);
        }
        else
        {
            _state = new InstanceState(written, state.History.Add(step.Batch));
            _work.TakeUp(_state);
        }

        parts.Changes.Announce(id);
        return true;
    }

    private void Forget()
    {
        _state = null;
        _work.Drop();
    }

    // Whether the step was written is not known: read again, then go on with what nobody else will send a second time.
    private async Task RecoverAsync(List<InstanceMessage> messages, Exception e)
    {
        _state = null;
        if (parts.Stopping.IsCancellationRequested)
        {
            messages.ForEach(m => m.Refuse(Admission.Stopping));
            return;
        }

        parts.Log.StepFailed(id, e);
        messages.ForEach(m => m.Refuse(Admission.Broken(e)));
        lock (_lock)
        {
            if (!_mailbox.Concat(messages).Any(m => m is InstanceMessage.Resume))
                _mailbox.AddFirst(new InstanceMessage.Resume());
            foreach (var message in messages.Where(m => !m.HasSender).Reverse())
                _mailbox.AddFirst(message);
        }

        await Task.Delay(StoragePause, parts.Time, parts.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

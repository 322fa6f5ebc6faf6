using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>
/// What an orchestrator may use. Its code is run again from the start after every step, so it must decide by its input, by this
/// context and by what its tasks return, and by nothing else.
/// </summary>
public abstract class TaskOrchestrationContext
{
    /// <summary>The orchestrator's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance id.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that started this one, if one did.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The time of the current step, the same in every replay. UTC.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code that runs now has run before.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The version this instance was started with, or an empty string.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Where the loggers come from.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The input, read from JSON.</summary>
    public abstract T? GetInput<T>();

    /// <summary>Runs an activity.</summary>
    /// <exception cref="TaskFailedException">The activity failed.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <inheritdoc cref="CallActivityAsync(TaskName, object, TaskOptions)"/>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <inheritdoc cref="CallActivityAsync(TaskName, object, TaskOptions)"/>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) =>
        CallActivityAsync<TResult>(name, null, options);

    /// <inheritdoc cref="CallActivityAsync(TaskName, object, TaskOptions)"/>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>A task that ends after a delay, counted from <see cref="CurrentUtcDateTime"/>.</summary>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>A task that ends at a time.</summary>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>The next event of a name, which counts without regard to case. Events that came before are kept in order.</summary>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>The next event of a name, or an exception when it does not come in time.</summary>
    /// <exception cref="TaskCanceledException">The event did not come in time.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <inheritdoc cref="WaitForExternalEvent{T}(string, TimeSpan)"/>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var stopTimer = new CancellationTokenSource();
        using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = CreateTimer(timeout, stopTimer.Token);
        var next = WaitForExternalEvent<T>(eventName, stopWaiting.Token);

        // Synchronous cancellation: an orchestrator awaits nothing that history does not know.
#pragma warning disable CA1849
        if (await Task.WhenAny(timer, next) == next)
            stopTimer.Cancel();
        else
            stopWaiting.Cancel();
#pragma warning restore CA1849
        return await next;
    }

    /// <summary>Sends an event to another instance.</summary>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Sets what clients see as the custom status, written as JSON.</summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Runs another orchestrator.</summary>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object, TaskOptions)"/>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object, TaskOptions)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object, TaskOptions)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>Starts over with a new input.</summary>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>Starts over with a new input.</summary>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A new GUID, the same in every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that says nothing while replaying.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <summary>A logger that says nothing while replaying.</summary>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    /// <summary>A logger that says nothing while replaying.</summary>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());

    private sealed class ReplaySafeLogger(TaskOrchestrationContext context, ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!context.IsReplaying)
                logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}

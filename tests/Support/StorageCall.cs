namespace LaunchAgent.Tests.Support;

/// <summary>Which process called.</summary>
public enum Side
{
    Worker,
    Host,
}

/// <summary>Which service of the storage account was called.</summary>
public enum StorageService
{
    Blob,
    Queue,
    Table,
}

/// <summary>On whose behalf storage was called, told by what was called.</summary>
public enum Maker
{
    /// <summary>The worker: our own code.</summary>
    App,

    /// <summary>The Durable extension: what belongs to the task hub.</summary>
    Durable,

    /// <summary>The queue triggers: all other queues that the host calls.</summary>
    Listener,

    /// <summary>The timer triggers: their locks and their status.</summary>
    Timers,

    /// <summary>The rest of the host.</summary>
    Host,
}

/// <summary>A call that reached the proxy. A retry of a client is one more call, and a transaction is one.</summary>
public sealed class StorageCall
{
    private int _status;
    private long _duration;

    /// <summary>Counts all calls of a proxy from 1, in the order in which rules saw them.</summary>
    public long Number { get; internal set; }

    public DateTimeOffset At { get; internal set; }

    public required Side Side { get; init; }

    public required StorageService Service { get; init; }

    public required Maker Maker { get; init; }

    /// <summary>The container, queue or table; empty when the account is meant.</summary>
    public required string Resource { get; init; }

    /// <summary>As the REST API names it, for example <c>PutMessage</c>, <c>EntityGroupTransaction</c> or <c>RenewLease</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>
    /// The path with its query, as sent. For a transaction the request lines in it follow, a line each, so that its rows can be found.
    /// </summary>
    public required string Url { get; init; }

    /// <summary>Whether it changes what is stored. Taking messages from a queue counts as a read: nothing is lost with it.</summary>
    public required bool Mutates { get; init; }

    /// <summary>How many operations it holds: more than one in a transaction only.</summary>
    public int Size { get; init; } = 1;

    /// <summary>What was done to it.</summary>
    public FaultAction? Fault { get; internal set; }

    /// <summary>
    /// What storage answered (or the proxy in its place), whether or not that got back; null when there was no answer, or is none yet.
    /// </summary>
    public int? Status
    {
        get => Volatile.Read(ref _status) is var status and not 0 ? status : null;
        internal set => Volatile.Write(ref _status, value ?? 0);
    }

    /// <summary>From its arrival to its end; zero until then.</summary>
    public TimeSpan Duration
    {
        get => new(Volatile.Read(ref _duration));
        internal set => Volatile.Write(ref _duration, value.Ticks);
    }

    /// <summary>Service, resource and operation, for example <c>Queue run-items DeleteMessage</c>.</summary>
    public string Kind => Resource.Length == 0 ? $"{Service} {Operation}" : $"{Service} {Resource} {Operation}";

    public override string ToString() => string.Join('\t', ((FormattableString[])
    [
        $"{Number}", $"{At:HH:mm:ss.fff}", $"{Side}", $"{Maker}", $"{Kind}", $"{Size}", $"{Status}", $"{Duration.TotalMilliseconds:0.0}",
        $"{Fault}", $"{Url.Split('\n')[0]}",
    ]).Select(FormattableString.Invariant));
}

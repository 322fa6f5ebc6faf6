using Azure.Data.Tables;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Launches;

/// <summary>The durable record of a launch. Times are UTC; null is "not yet" or "none".</summary>
public sealed record LaunchRow
{
    /// <summary>The id, which holds the partition and the row key.</summary>
    public required LaunchId Id { get; init; }

    /// <summary>Name of the run queue.</summary>
    public required string Queue { get; init; }

    /// <summary>What the launch is called; null when its author gave no name.</summary>
    public string? Name { get; init; }

    /// <summary>Who submitted it, as they say.</summary>
    public string? Author { get; init; }

    /// <summary>Free words.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Labels that an agent must have; those of the queue included.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The priority: 0 is critical, 3 is low.</summary>
    public Priority Priority { get; init; } = Priority.Medium;

    /// <summary>The priority as its index row counts it: all are equal in a queue without prioritisation.</summary>
    public Priority Rank { get; init; } = Priority.Medium;

    /// <summary>What is observed.</summary>
    public LaunchState State { get; init; } = LaunchState.Pending;

    /// <summary>What is wanted.</summary>
    public DesiredState DesiredState { get; init; } = DesiredState.Run;

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it may be claimed.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Whether it was marked as late, for its current due time.</summary>
    public bool IsLate { get; init; }

    /// <summary>When it was claimed last.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>When its command was first seen running.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended for good.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Key of its one index row; null while it is claimed and after its end.</summary>
    public string? IndexKey { get; init; }

    /// <summary>How often it has been claimed; the number of the last claim.</summary>
    public int Claims { get; init; }

    /// <summary>Number of the current attempt, from 1. It grows only with the record of the end of the one before.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The agent that claimed it last.</summary>
    public string? Agent { get; init; }

    /// <summary>What the workload sees as its run.</summary>
    public string? RunId { get; init; }

    /// <summary>How often its run began again without an attempt of its own having failed: here it counts on from where W&amp;B was.</summary>
    public int ResumeCount { get; init; }

    /// <summary>The sweep it belongs to.</summary>
    public string? SweepId { get; init; }

    /// <summary>Whether it counts as a sweep scheduler.</summary>
    public bool IsScheduler { get; init; }

    /// <summary>Name of the executor.</summary>
    public string? Executor { get; init; }

    /// <summary>The <see cref="ResolvedSpec"/> as JSON, or where it is (<see cref="TextBlobs"/>); empty for a rejected launch.</summary>
    public string Resolved { get; init; } = "";

    /// <summary>What was submitted, as JSON, or where it is (<see cref="TextBlobs"/>); a JSON text when it was no JSON.</summary>
    public required string Submitted { get; init; }

    /// <summary>Whether secrets were blanked in <see cref="Submitted"/>, so that it is no longer what its author sent.</summary>
    public bool IsBlanked { get; init; }

    /// <summary>The version of the job that it runs; null is none.</summary>
    public string? Job { get; init; }

    /// <summary>Id of the launch that this one repeats on request.</summary>
    public string? RetryOf { get; init; }

    /// <summary>Everything that was wrong with a rejected launch, as JSON, or where it is (<see cref="TextBlobs"/>).</summary>
    public string Problems { get; init; } = "";

    /// <summary>Exit code of the last attempt that had one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What the run wrote to its result file, as JSON.</summary>
    public string? Result { get; init; }

    /// <summary>Why it did not finish.</summary>
    public LaunchError? Error { get; init; }

    /// <summary>Warnings about the spec or the run.</summary>
    public IReadOnlyList<Warning> Warnings { get; init; } = [];

    /// <summary>The id of the last operation that changed the row on behalf of a claim; tells an own success from a lost fence.</summary>
    public string? Operation { get; init; }

    /// <summary>Attempts after the first that its author grants.</summary>
    public int MaxRetries { get; init; }

    /// <summary>How many attempts ended by the run's own fault.</summary>
    public int Failures { get; init; }

    /// <summary>How many attempts the infrastructure lost.</summary>
    public int Losses { get; init; }

    /// <summary>The rows that the last claim holds, or held, in limits.</summary>
    public IReadOnlyList<LimitHold> Limits { get; init; } = [];

    /// <summary>Key of the row of its idempotency key, when it was the first that used one; null when it has none.</summary>
    public string? KeyRow { get; init; }

    /// <summary>Where its current attempt was submitted, or is about to be (<see cref="IExecutor.Instance"/>); null before that.</summary>
    public string? PlacedOn { get; init; }

    /// <summary>What the claim is held to.</summary>
    public AttemptDeadlines Terms { get; init; } = AttemptDeadlines.None;

    /// <summary>The row's own ETag.</summary>
    public Azure.ETag ETag { get; init; }

    /// <summary>The key of the current attempt, the same for every claim that works on it.</summary>
    public string AttemptKey => Id.AttemptKey(Attempt);

    /// <summary>
    /// How many attempts began: the current one once it was placed, or when it ended because it could not be. A launch that waits or was
    /// cancelled has the number of its next attempt already.
    /// </summary>
    public int AttemptsBegun =>
        PlacedOn is not null || State is LaunchState.Finished or LaunchState.Failed or LaunchState.Crashed ? Attempt : Math.Max(0, Attempt - 1);

    /// <summary>Reads the row.</summary>
    public static LaunchRow From(TableEntity row) => new()
    {
        Id = LaunchId.From(row.PartitionKey, row.RowKey[1..]),
        Queue = row.GetRequired("queue"),
        Name = row.GetText("name"),
        Author = row.GetText("author"),
        Tags = row.GetJson<IReadOnlyList<string>>("tags") ?? [],
        Labels = row.GetJson<IReadOnlyList<string>>("labels") ?? [],
        Priority = (Priority)(row.GetInt32("priority") ?? (int)Priority.Medium),
        Rank = (Priority)(row.GetInt32("rank") ?? (int)Priority.Medium),
        State = row.GetWire<LaunchState>("state"),
        DesiredState = row.GetWire<DesiredState>("desired_state"),
        CreatedAt = row.GetTime("created_at")!.Value,
        DueAt = row.GetTime("due_at")!.Value,
        IsLate = row.GetBoolean(DueRow.LateProperty) ?? false,
        ClaimedAt = row.GetTime("claimed_at"),
        StartedAt = row.GetTime("started_at"),
        EndedAt = row.GetTime("ended_at"),
        IndexKey = row.GetText("index_key"),
        Claims = row.GetInt32("claims") ?? 0,
        Attempt = row.GetInt32("attempt") ?? 1,
        Agent = row.GetText("agent"),
        RunId = row.GetText("run_id"),
        ResumeCount = row.GetInt32("resume_count") ?? 0,
        SweepId = row.GetText("sweep_id"),
        IsScheduler = row.GetBoolean("is_scheduler") ?? false,
        Executor = row.GetText("executor"),
        Resolved = row.GetString("resolved") ?? "",
        Submitted = row.GetRequired("submitted"),
        IsBlanked = row.GetBoolean("is_blanked") ?? false,
        Job = row.GetText("job"),
        RetryOf = row.GetText("retry_of"),
        Problems = row.GetString("problems") ?? "",
        ExitCode = row.GetInt32("exit_code"),
        Result = row.GetText("result"),
        Error = row.GetJson<LaunchError>("error"),
        Warnings = row.GetJson<IReadOnlyList<Warning>>("warnings") ?? [],
        Operation = row.GetText("operation"),
        MaxRetries = row.GetInt32("max_retries") ?? 0,
        Failures = row.GetInt32("failures") ?? 0,
        Losses = row.GetInt32("losses") ?? 0,
        Limits = LimitHold.From(row),
        KeyRow = row.GetText("key_row"),
        PlacedOn = row.GetText("placed_on"),
        Terms = AttemptDeadlines.From(row),
        ETag = row.ETag,
    };

    /// <summary>The whole row of a launch that is new.</summary>
    public TableEntity ToEntity() => new(Id.Partition, RowKeys.Launch(Id))
    {
        ["queue"] = Queue,
        ["name"] = Name,
        ["author"] = Author,
        ["tags"] = RowJson.Of(Tags),
        ["labels"] = RowJson.Of(Labels),
        ["priority"] = (int)Priority,
        ["rank"] = (int)Rank,
        ["state"] = WireName.Of(State),
        ["desired_state"] = WireName.Of(DesiredState),
        ["created_at"] = CreatedAt,
        ["due_at"] = DueAt,
        ["index_key"] = IndexKey,
        ["claims"] = Claims,
        ["attempt"] = Attempt,
        ["run_id"] = RunId,
        ["resume_count"] = ResumeCount,
        ["sweep_id"] = SweepId,
        ["is_scheduler"] = IsScheduler,
        ["executor"] = Executor,
        ["resolved"] = Resolved,
        ["submitted"] = Submitted,
        ["is_blanked"] = IsBlanked,
        ["job"] = Job,
        ["retry_of"] = RetryOf,
        ["problems"] = Problems,
        ["key_row"] = KeyRow,
        ["max_retries"] = MaxRetries,
        ["ended_at"] = RowTime.Of(EndedAt),
        ["error"] = RowJson.Of(Error),
        ["warnings"] = RowJson.Of(Warnings),
    };
}

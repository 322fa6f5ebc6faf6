using System.Globalization;
using LaunchAgent.Storage;

namespace LaunchAgent.Core;

/// <summary>
/// The row keys of a run queue's partition in table <c>Launches</c>. Keys are lower-case ASCII of fixed width, so that
/// they sort as the design needs: due rows by label set, priority, due time and id; launches newest first.
/// </summary>
public static class RowKeys
{
    /// <summary>The queue's header.</summary>
    public const string Header = "h";

    /// <summary>First letter of attempt rows.</summary>
    public const string Attempts = "a";

    /// <summary>First letter of due index rows.</summary>
    public const string DueRows = "d";

    /// <summary>First letter of event rows.</summary>
    public const string Events = "e";

    /// <summary>First letter of future index rows.</summary>
    public const string FutureRows = "f";

    /// <summary>First letter of launch rows.</summary>
    public const string Launches = "i";

    /// <summary>First letter of idempotency rows.</summary>
    public const string Keys = "k";

    /// <summary>First letter of label-set rows.</summary>
    public const string LabelSets = "l";

    /// <summary>First letter of outbox rows.</summary>
    public const string OutboxRows = "o";

    /// <summary>First letter of slot rows.</summary>
    public const string Slots = "s";

    /// <summary>The launch itself.</summary>
    public static string Launch(LaunchId id) => Launches + id.Rest;

    /// <summary>A launch that may be claimed now.</summary>
    public static string Due(string labelSet, int priority, DateTimeOffset dueAt, LaunchId id) =>
        DuePrefix(labelSet, priority) + Ticks(dueAt) + id.Rest;

    /// <summary>What the due rows of a label set begin with.</summary>
    public static string DuePrefix(string labelSet) => DueRows + labelSet;

    /// <summary>What the due rows of a label set and a priority begin with.</summary>
    public static string DuePrefix(string labelSet, int priority) => DuePrefix(labelSet) + priority.ToString(CultureInfo.InvariantCulture);

    /// <summary>A launch that becomes due later.</summary>
    public static string Future(DateTimeOffset dueAt, LaunchId id) => FutureRows + Ticks(dueAt) + id.Rest;

    /// <summary>The end (exclusive) of the future rows that are due at a time.</summary>
    public static string FutureUpTo(DateTimeOffset now) =>
        FutureRows + (now.UtcTicks + 1).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>The slot of a claim: the fence of all that is written on its behalf.</summary>
    public static string Slot(LaunchId id, int claim) => Slots + id.Rest + Number(claim);

    /// <summary>One attempt of a launch.</summary>
    public static string Attempt(LaunchId id, int number) => AttemptPrefix(id) + number.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>What the attempt rows of a launch begin with.</summary>
    public static string AttemptPrefix(LaunchId id) => Attempts + id.Rest;

    /// <summary>One event of a launch's history.</summary>
    public static string Event(LaunchId id, int number) => EventPrefix(id) + number.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>What the event rows of a launch begin with.</summary>
    public static string EventPrefix(LaunchId id) => Events + id.Rest;

    /// <summary>A label set that has, or had, waiting launches.</summary>
    public static string LabelSet(string labelSet) => LabelSets + labelSet;

    /// <summary>An idempotency key that was used in this queue.</summary>
    public static string Key(string idempotencyKey) => Keys + Hash.Short(idempotencyKey, Hash.KeyLength * 2);

    /// <summary>What must still happen after a claim ended.</summary>
    public static string Outbox(LaunchId id, int claim) => OutboxRows + id.Rest + Number(claim);

    private static string Number(int claim) => claim.ToString("D6", CultureInfo.InvariantCulture);

    private static string Ticks(DateTimeOffset time) => time.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}

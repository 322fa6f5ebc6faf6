using System.Globalization;
using LaunchAgent.Storage;

namespace LaunchAgent.Core;

/// <summary>
/// The id of a launch: <c>&lt;queue hash&gt;-&lt;inverted time&gt;&lt;suffix&gt;</c>. The partition key and the row keys are in it,
/// so a launch is found without an index, and rows of a partition sort newest first.
/// </summary>
public readonly record struct LaunchId
{
    private const long LastMillisecond = 9_999_999_999_999;
    private const int TimeDigits = 13;
    private const int SuffixLength = 12;

    /// <summary>Length of <see cref="Rest"/>; the same for every id, so that row keys sort.</summary>
    public const int RestLength = TimeDigits + SuffixLength;

    /// <summary>Length of an id.</summary>
    public const int Length = Hash.PartitionLength + 1 + RestLength;

    private LaunchId(string partition, string rest) => (Partition, Rest) = (partition, rest);

    /// <summary>The partition that the launch lives in: the hash of its run queue's name.</summary>
    public string Partition { get; }

    /// <summary>The part behind the hash: 13 digits of inverted Unix milliseconds and 12 characters that tell launches of one instant apart.</summary>
    public string Rest { get; }

    /// <summary>The id of a launch whose suffix was drawn at random.</summary>
    /// <param name="queue">Name of the run queue.</param>
    /// <param name="time">When the launch was submitted.</param>
    /// <param name="seed">What tells it apart from others of the same millisecond; hashed.</param>
    public static LaunchId Create(string queue, DateTimeOffset time, string seed) =>
        new(PartitionOf(queue), Inverted(time) + Hash.Short(seed, SuffixLength));

    /// <summary>Reads an id as people send it.</summary>
    public static bool TryParse(string? text, out LaunchId id)
    {
        id = default;
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash != Hash.PartitionLength || text!.Length != dash + 1 + RestLength || !text.All(IsIdCharacter))
            return false;
        id = new LaunchId(text[..dash], text[(dash + 1)..]);
        return true;
    }

    /// <summary>Reads an id that the app itself wrote.</summary>
    /// <exception cref="FormatException">The text is no launch id.</exception>
    public static LaunchId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a launch id.");

    /// <summary>The id whose rows hold this <see cref="Rest"/> in this partition.</summary>
    public static LaunchId From(string partition, string rest) => new(partition, rest);

    /// <summary>The partition of a run queue's rows.</summary>
    public static string PartitionOf(string queue) => Hash.Short(queue, Hash.PartitionLength);

    /// <summary>
    /// The key under which an executor runs an attempt: <c>&lt;launch id&gt;-&lt;number&gt;</c>. It never holds the claim, so that
    /// whoever heals a claim submits the same key again and the executor starts nothing twice.
    /// </summary>
    public string AttemptKey(int number) => $"{this}-{number.ToString(CultureInfo.InvariantCulture)}";

    /// <inheritdoc />
    public override string ToString() => $"{Partition}-{Rest}";

    /// <summary>The digits of a time as ids hold it; rows of later launches sort before it.</summary>
    public static string TimePartOf(DateTimeOffset time) => Inverted(time);

    /// <summary>Whether a text may be the <see cref="Rest"/> of an id.</summary>
    public static bool IsRest(string text) => text.Length == RestLength && text.All(IsIdCharacter);

    private static string Inverted(DateTimeOffset time) =>
        (LastMillisecond - time.ToUnixTimeMilliseconds()).ToString("D13", CultureInfo.InvariantCulture);

    private static bool IsIdCharacter(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-';
}

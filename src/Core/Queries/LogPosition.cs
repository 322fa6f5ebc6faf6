using System.Globalization;

namespace LaunchAgent.Core.Queries;

/// <summary>A place in the output of a launch: what a log page ends with and the next one begins with.</summary>
/// <param name="Attempt">Number of the attempt.</param>
/// <param name="Offset">Offset in its stored output, in bytes.</param>
public sealed record LogPosition(int Attempt, long Offset)
{
    /// <summary>The largest number that an attempt can have.</summary>
    public const int LargestAttempt = 9999;

    private const char Separator = '-';

    /// <summary>Reads what <see cref="ToString"/> wrote, or an offset alone, which is one in the attempt given here.</summary>
    public static LogPosition? Parse(string text, int attempt)
    {
        var dash = text.IndexOf(Separator, StringComparison.Ordinal);
        return TryNumber(text[(dash + 1)..], long.MaxValue, out var offset)
            ? dash < 0 ? new LogPosition(attempt, offset)
            : TryNumber(text[..dash], LargestAttempt, out var number) && number > 0 ? new LogPosition((int)number, offset) : null
            : null;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Attempt}{Separator}{Offset}");

    private static bool TryNumber(string text, long maximum, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= maximum;
}

using System.Globalization;

namespace LaunchAgent.Shim.Posix;

/// <summary>What <c>/proc/&lt;pid&gt;/stat</c> says of a process.</summary>
/// <param name="State">One letter; Z and X are dead, whatever else the file says.</param>
/// <param name="Session">The session it belongs to.</param>
/// <param name="StartTicks">Field 22: clock ticks from boot to its start.</param>
internal readonly record struct ProcessStat(char State, int Session, long StartTicks)
{
    public bool IsDead => State is 'Z' or 'X' or 'x';

    /// <summary>Null for text that is not such a line. The name in parentheses may itself hold blanks and parentheses.</summary>
    public static ProcessStat? Parse(string text)
    {
        var afterName = text.LastIndexOf(')');
        if (afterName < 0)
            return null;

        // Field 3 (the state) is the first here, so field n is at n - 3.
        var fields = text[(afterName + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length > 19
            && fields[0].Length == 1
            && int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var session)
            && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? new ProcessStat(fields[0][0], session, ticks)
                : null;
    }

    /// <summary>Null when there is no such process.</summary>
    public static ProcessStat? Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

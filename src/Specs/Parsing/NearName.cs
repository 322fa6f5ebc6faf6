namespace LaunchAgent.Specs.Parsing;

/// <summary>Finds the field someone may have meant.</summary>
internal static class NearName
{
    public static string? Find(string name, IEnumerable<string> known)
    {
        var wanted = Fold(name);
        if (wanted.Length is 0 or > 40)
        {
            return null;
        }

        return known
            .Select(candidate => (candidate, distance: Distance(wanted, Fold(candidate))))
            .Where(pair => pair.distance <= pair.candidate.Length / 4 + 1 && pair.distance < pair.candidate.Length)
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>scheduledStartTime and scheduled-start-time are the field scheduled_start_time.</summary>
    private static string Fold(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>How many letters must be added, dropped or changed (Levenshtein).</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}

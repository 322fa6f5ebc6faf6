using System.Globalization;
using LaunchAgent.Contracts.Problems;
using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Functions.Http;

/// <summary>Reads the values of a query and collects all that is wrong with them. Names that nobody asks for are left alone.</summary>
public sealed class QueryReader(IQueryCollection query)
{
    // Ids hold Unix milliseconds of 13 digits: there are none outside of these years.
    private const int FirstYear = 1970;
    private const int LastYear = 2286;

    private readonly List<Problem> _problems = [];

    /// <summary>Everything that is wrong so far; the pointers are <c>?</c> and the name.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>A text; null when it is missing or empty.</summary>
    public string? Text(string name)
    {
        if (query[name].Count > 1)
            _problems.Add(new Problem("?" + name, ProblemCodes.DuplicateField, $"'{name}' is given more than once."));
        return (string?)query[name] is { Length: > 0 } text ? text : null;
    }

    /// <summary>A whole number; null when it is missing.</summary>
    public int? Integer(string name, int minimum, int maximum)
    {
        if (Text(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
            return number;
        Refuse(name, $"'{name}' is a whole number from {minimum} to {maximum}.");
        return null;
    }

    /// <summary>A time, in UTC where it names no offset; null when it is missing.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year is >= FirstYear and < LastYear)
            return time;

        Refuse(name, $"'{name}' is a time such as 2031-05-01T12:00:00Z.");
        return null;
    }

    /// <summary>Notes that a value cannot be used.</summary>
    public void Refuse(string name, string message, IReadOnlyList<string>? allowed = null) =>
        _problems.Add(new Problem("?" + name, ProblemCodes.InvalidValue, message, allowed));
}

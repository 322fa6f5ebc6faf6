using System.Text.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Contracts.Json;

/// <summary>The names of enum values on the wire (lower snake case), both ways.</summary>
public static class WireName
{
    /// <summary>The wire name of a value, such as awaiting_retry.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue.TryGetValue(value, out var name) ? name : throw new ArgumentOutOfRangeException(nameof(value));

    /// <summary>Reads a wire name; exact, so Running and RUNNING are refused.</summary>
    public static bool TryParse<T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Names<T>.ByName.TryGetValue(name, out value);
    }

    /// <summary>All wire names, in the order of the values.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => Names<T>.Ordered;

    /// <summary>The wire name of a value, such as awaiting_retry.</summary>
    public static string ToWire(this LaunchState state) => Of(state);

    /// <summary>The wire name of a value, such as medium.</summary>
    public static string ToWire(this Priority priority) => Of(priority);

    /// <summary>The wire name of a value: run or stop.</summary>
    public static string ToWire(this DesiredState state) => Of(state);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        public static readonly IReadOnlyList<string> Ordered = [.. Enum.GetValues<T>().Select(value => ByValue[value])];
    }
}

using System.Globalization;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Jobs;

/// <summary>Keys of the rows of jobs. All of them stand in one partition, so that a new version, what is latest and its source are one transaction.</summary>
public static class JobKeys
{
    /// <summary>The partition of table <c>Directory</c>.</summary>
    public const string Partition = "jobs";

    /// <summary>What the keys of heads begin with; they sort by name.</summary>
    public const string Heads = "h";

    /// <summary>What the keys of sources begin with.</summary>
    public const string Sources = "s";

    // Comes before every character of a name: the first key behind that of a name.
    private const string Behind = " ";

    /// <summary>The row that says which version of a job is the latest.</summary>
    public static string Head(string name) => Heads + name;

    /// <summary>The first key behind the head of a job.</summary>
    public static string BehindHead(string name) => Head(name) + Behind;

    /// <summary>The row of a version.</summary>
    public static string Version(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"v{name}.{version:D10}");

    /// <summary>The row that says which version has a source.</summary>
    public static string Source(string source) => Sources + Hash.Short(source, Hash.KeyLength * 2);
}

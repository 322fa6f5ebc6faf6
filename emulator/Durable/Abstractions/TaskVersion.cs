namespace Microsoft.DurableTask;

/// <summary>The version of an orchestration. Versions are equal without regard to case; null and empty mean unversioned.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version.</summary>
    public static readonly TaskVersion Unversioned;

    private readonly string? _version;

    /// <summary>Makes a version.</summary>
    /// <param name="version">The version; null and empty mean unversioned.</param>
    /// <exception cref="ArgumentException">The version is only white space.</exception>
    public TaskVersion(string? version)
    {
        if (!string.IsNullOrEmpty(version) && string.IsNullOrWhiteSpace(version))
            throw new ArgumentException("A version cannot be only white space; pass null or an empty string for no version.", nameof(version));
        _version = version;
    }

    /// <summary>The version, or an empty string.</summary>
    public string Version => _version ?? string.Empty;

    /// <summary>Reads the version as text.</summary>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>Makes a version of a text.</summary>
    public static implicit operator TaskVersion(string? value) => new(value);

    /// <summary>Compares without regard to case.</summary>
    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    /// <summary>Compares without regard to case.</summary>
    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}

namespace Microsoft.DurableTask;

/// <summary>The name of an orchestrator or an activity. Names are equal without regard to case.</summary>
public readonly struct TaskName : IEquatable<TaskName>
{
    /// <summary>Makes a name.</summary>
    /// <param name="name">The name; null makes the default value.</param>
    public TaskName(string name)
    {
        Name = name;
    }

    /// <summary>The name, or null in the default value.</summary>
    public string Name { get; }

    /// <summary>Reads the name as text.</summary>
    public static implicit operator string(TaskName value) => value.Name;

    /// <summary>Makes a name of a text; null and empty make the default value.</summary>
    public static implicit operator TaskName(string value) => string.IsNullOrEmpty(value) ? default : new TaskName(value);

    /// <summary>Compares without regard to case.</summary>
    public static bool operator ==(TaskName a, TaskName b) => a.Equals(b);

    /// <summary>Compares without regard to case.</summary>
    public static bool operator !=(TaskName a, TaskName b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

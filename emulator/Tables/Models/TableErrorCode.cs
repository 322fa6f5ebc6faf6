using System.ComponentModel;

namespace Azure.Data.Tables.Models;

/// <summary>A code of the Table service, to compare <see cref="RequestFailedException.ErrorCode"/> with.</summary>
/// <param name="value">The code as the service writes it.</param>
public readonly struct TableErrorCode(string value) : IEquatable<TableErrorCode>
{
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>CommandsInBatchActOnDifferentPartitions.</summary>
    public static TableErrorCode CommandsInBatchActOnDifferentPartitions => new(nameof(CommandsInBatchActOnDifferentPartitions));

    /// <summary>ContentLengthExceeded.</summary>
    public static TableErrorCode ContentLengthExceeded => new(nameof(ContentLengthExceeded));

    /// <summary>EntityAlreadyExists.</summary>
    public static TableErrorCode EntityAlreadyExists => new(nameof(EntityAlreadyExists));

    /// <summary>EntityNotFound.</summary>
    public static TableErrorCode EntityNotFound => new(nameof(EntityNotFound));

    /// <summary>EntityTooLarge.</summary>
    public static TableErrorCode EntityTooLarge => new(nameof(EntityTooLarge));

    /// <summary>Forbidden.</summary>
    public static TableErrorCode Forbidden => new(nameof(Forbidden));

    /// <summary>InvalidDuplicateRow.</summary>
    public static TableErrorCode InvalidDuplicateRow => new(nameof(InvalidDuplicateRow));

    /// <summary>InvalidInput.</summary>
    public static TableErrorCode InvalidInput => new(nameof(InvalidInput));

    /// <summary>KeyValueTooLarge.</summary>
    public static TableErrorCode KeyValueTooLarge => new(nameof(KeyValueTooLarge));

    /// <summary>OperationTimedOut.</summary>
    public static TableErrorCode OperationTimedOut => new(nameof(OperationTimedOut));

    /// <summary>OutOfRangeInput.</summary>
    public static TableErrorCode OutOfRangeInput => new(nameof(OutOfRangeInput));

    /// <summary>PropertyNameTooLong.</summary>
    public static TableErrorCode PropertyNameTooLong => new(nameof(PropertyNameTooLong));

    /// <summary>PropertyValueTooLarge.</summary>
    public static TableErrorCode PropertyValueTooLarge => new(nameof(PropertyValueTooLarge));

    /// <summary>ResourceNotFound.</summary>
    public static TableErrorCode ResourceNotFound => new(nameof(ResourceNotFound));

    /// <summary>TableAlreadyExists.</summary>
    public static TableErrorCode TableAlreadyExists => new(nameof(TableAlreadyExists));

    /// <summary>TableBeingDeleted.</summary>
    public static TableErrorCode TableBeingDeleted => new(nameof(TableBeingDeleted));

    /// <summary>TableNotFound.</summary>
    public static TableErrorCode TableNotFound => new(nameof(TableNotFound));

    /// <summary>TooManyProperties.</summary>
    public static TableErrorCode TooManyProperties => new(nameof(TooManyProperties));

    /// <summary>UpdateConditionNotSatisfied.</summary>
    public static TableErrorCode UpdateConditionNotSatisfied => new(nameof(UpdateConditionNotSatisfied));

    /// <summary>A text is a code.</summary>
    /// <param name="value">The code as the service writes it.</param>
    public static implicit operator TableErrorCode(string value) => new(value);

    /// <summary>Whether both are the same code, without regard to case.</summary>
    public static bool operator ==(TableErrorCode left, TableErrorCode right) => left.Equals(right);

    /// <summary>Whether they are different codes.</summary>
    public static bool operator !=(TableErrorCode left, TableErrorCode right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(TableErrorCode other) => string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is TableErrorCode other && Equals(other);

    /// <inheritdoc />
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_value ?? "");

    /// <inheritdoc />
    public override string ToString() => _value;
}

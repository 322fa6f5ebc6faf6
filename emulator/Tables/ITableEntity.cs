namespace Azure.Data.Tables;

/// <summary>What every row of a table has. A class that implements it can be stored and read as it is.</summary>
public interface ITableEntity
{
    /// <summary>Names the partition; up to 512 characters, none of <c>/ \ # ?</c> and no control characters.</summary>
    string PartitionKey { get; set; }

    /// <summary>Names the row within its partition; the same rules.</summary>
    string RowKey { get; set; }

    /// <summary>When the service last changed the row. What a client sets is ignored.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The version of the row, for conditional changes.</summary>
    ETag ETag { get; set; }
}

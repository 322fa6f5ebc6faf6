namespace Azure.Data.Tables;

/// <summary>What one action of a transaction does.</summary>
public enum TableTransactionActionType
{
    /// <summary>Adds a row that must not exist.</summary>
    Add = 0,

    /// <summary>Merges into a row that must exist and have the ETag; given none, it adds a missing row.</summary>
    UpdateMerge = 1,

    /// <summary>Replaces a row that must exist and have the ETag; given none, it adds a missing row.</summary>
    UpdateReplace = 2,

    /// <summary>Deletes a row that must exist.</summary>
    Delete = 3,

    /// <summary>Merges into a row, or adds it.</summary>
    UpsertMerge = 4,

    /// <summary>Replaces a row, or adds it.</summary>
    UpsertReplace = 5,
}

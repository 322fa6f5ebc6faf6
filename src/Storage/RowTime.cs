using Azure.Data.Tables;

namespace LaunchAgent.Storage;

/// <summary>Times in rows. A merge cannot clear a property, so "none" is a time that never comes.</summary>
public static class RowTime
{
    /// <summary>The sentinel for "none". As a deadline it is never passed.</summary>
    public static readonly DateTimeOffset None = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The value to store for a time that may be missing.</summary>
    public static DateTimeOffset Of(DateTimeOffset? time) => time ?? None;

    /// <summary>A stored time; null when it is missing or the sentinel.</summary>
    public static DateTimeOffset? GetTime(this TableEntity row, string property) =>
        row.GetDateTimeOffset(property) is { } time && time != None ? time : null;
}

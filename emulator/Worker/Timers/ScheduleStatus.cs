namespace Microsoft.Azure.Functions.Worker;

/// <summary>Last and next run of a timer, in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>When the function last ran; the default value if never.</summary>
    public DateTime Last { get; set; }

    /// <summary>When it runs next.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this status was written.</summary>
    public DateTime LastUpdated { get; set; }
}

namespace Microsoft.DurableTask;

/// <summary>How an orchestration starts over. The emulator refuses to.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next run.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody waited for are kept; the default is true.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version of the next run.</summary>
    public string? NewVersion { get; set; }
}

namespace LaunchAgent.Shim;

/// <summary>
/// What the disk holds of one attempt. The host creates the folder; from <see cref="Started"/> on only the shim that took the key writes in
/// it, except for <see cref="Stop"/> (the host's) and <see cref="Result"/> and <see cref="Work"/> (the command's).
/// </summary>
/// <param name="Path"><c>&lt;root&gt;/attempts/&lt;key&gt;</c>.</param>
internal sealed record AttemptFolder(string Path)
{
    public static AttemptFolder Of(string root, string key) => new(System.IO.Path.Combine(root, "attempts", key));

    public string Key => System.IO.Path.GetFileName(Path);

    /// <summary>The fence: who created it runs the command, everybody else does not. Holds the shim's identity.</summary>
    public string Started => In("started");

    /// <summary>The command's process and when it started.</summary>
    public string Command => In("command.json");

    /// <summary>What the host last asked of a running attempt.</summary>
    public string Stop => In("stop.json");

    /// <summary>How it ended.</summary>
    public string Exit => In("exit.json");

    public string Output => In("output.jsonl");

    public string Result => In("result.json");

    /// <summary>Where the command runs when the launch names no folder.</summary>
    public string Work => In("work");

    /// <summary>Why a shim gave up, for people.</summary>
    public string ShimLog => In("shim.log");

    /// <summary>What is left of a forgotten attempt: its last observation, which also keeps the key taken.</summary>
    public string Tombstone => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", "..", "forgotten", $"{Key}.json"));

    private string In(string name) => System.IO.Path.Combine(Path, name);
}

namespace LaunchAgent.Executors.Abstractions;

/// <summary>An executor that sees its attempts end at once, and not only when it is asked. It only saves waiting: every end is found by observing.</summary>
public interface ISignalsExit
{
    /// <summary>Told the key of an attempt that has ended.</summary>
    event Action<string>? Exited;
}

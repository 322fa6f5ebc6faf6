namespace FunctionsEmulator.Faults;

/// <summary>
/// On whose behalf storage is called: a function's name during its invocation, "listener" for the host's own polling,
/// "durable" for the engine, empty otherwise. It follows the flow of calls, so whoever starts a piece of work sets it there.
/// </summary>
internal static class FaultScope
{
    public const string Listener = "listener";
    public const string Durable = "durable";

    private static readonly AsyncLocal<string?> Value = new();

    public static string Current
    {
        get => Value.Value ?? "";
        set => Value.Value = value;
    }
}

namespace FunctionsEmulator.Durable;

/// <summary>
/// Sizes in characters. Durable Functions moves large payloads to blobs; here they are kept in table rows, so what would not fit in one
/// is refused where it is made.
/// </summary>
internal static class DurableLimits
{
    /// <summary>One input, output or event. Input and output share a row of 1 MB, at two bytes a character.</summary>
    public const int Payload = 200_000;

    /// <summary>The custom status.</summary>
    public const int CustomStatus = 16_000;

    /// <summary>The message and the stack trace of a failed activity; the rest of them is cut off.</summary>
    public const int Failure = 10_000;

    /// <summary>All payloads of one step, which is one transaction of at most 4 MB.</summary>
    public const int Step = 500_000;

    /// <summary>One table property: 64 KB.</summary>
    public const int Property = 30_000;

    /// <summary>Says what is too large, or null.</summary>
    public static string? Refuse(string what, string? payload, int limit = Payload) => payload?.Length > limit
        ? $"{what} has {payload.Length} characters; the emulator keeps at most {limit}. Pass a reference to large data instead."
        : null;
}

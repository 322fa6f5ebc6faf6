namespace LaunchAgent.Storage;

/// <summary>Ids that tell one's own write from everybody else's, drawn from an injected source so that tests can repeat a run.</summary>
public sealed class OperationIds(Random random)
{
    private readonly Lock _gate = new();

    /// <summary>A new id of 16 hexadecimal digits.</summary>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[8];
        lock (_gate)
            random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}

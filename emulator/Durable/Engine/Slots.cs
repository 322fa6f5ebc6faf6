namespace FunctionsEmulator.Durable;

/// <summary>Lets so many in at once; the others wait their turn.</summary>
internal sealed class Slots(int count)
{
    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Waits for a slot, which is given back by disposing what is returned.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Slot(_free);
    }

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}

namespace System.IO.Hashing;

/// <summary>
/// The base class that the Azure Storage packages derive their checksums from. It stands in for the package
/// System.IO.Hashing in emulator builds, where that package cannot be restored; nothing here is published.
/// </summary>
/// <param name="hashLengthInBytes">Length of a finished hash, in bytes.</param>
public abstract class NonCryptographicHashAlgorithm(int hashLengthInBytes)
{
    /// <summary>Length of a finished hash, in bytes.</summary>
    public int HashLengthInBytes { get; } = hashLengthInBytes > 0
        ? hashLengthInBytes
        : throw new ArgumentOutOfRangeException(nameof(hashLengthInBytes));

    /// <summary>Adds bytes to the data hashed so far.</summary>
    public abstract void Append(ReadOnlySpan<byte> source);

    /// <summary>Adds bytes to the data hashed so far.</summary>
    public void Append(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Append(source.AsSpan());
    }

    /// <summary>Adds what is left of a stream to the data hashed so far.</summary>
    public void Append(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
            Append(buffer.AsSpan(0, read));
    }

    /// <summary>Adds what is left of a stream to the data hashed so far.</summary>
    public async Task AppendAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new byte[81920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            Append(buffer.AsSpan(0, read));
    }

    /// <summary>Forgets all data.</summary>
    public abstract void Reset();

    /// <summary>The hash of the data so far.</summary>
    public byte[] GetCurrentHash()
    {
        var hash = new byte[HashLengthInBytes];
        GetCurrentHashCore(hash);
        return hash;
    }

    /// <summary>Writes the hash of the data so far; returns its length.</summary>
    public int GetCurrentHash(Span<byte> destination)
    {
        GetCurrentHashCore(Checked(destination));
        return HashLengthInBytes;
    }

    /// <summary>The hash of the data so far, which is then forgotten.</summary>
    public byte[] GetHashAndReset()
    {
        var hash = new byte[HashLengthInBytes];
        GetHashAndResetCore(hash);
        return hash;
    }

    /// <summary>Writes the hash of the data so far, which is then forgotten; returns its length.</summary>
    public int GetHashAndReset(Span<byte> destination)
    {
        GetHashAndResetCore(Checked(destination));
        return HashLengthInBytes;
    }

    /// <summary>Writes the hash without changing the data.</summary>
    protected abstract void GetCurrentHashCore(Span<byte> destination);

    /// <summary>Writes the hash and forgets the data.</summary>
    protected virtual void GetHashAndResetCore(Span<byte> destination)
    {
        GetCurrentHashCore(destination);
        Reset();
    }

    private Span<byte> Checked(Span<byte> destination) => destination.Length >= HashLengthInBytes
        ? destination[..HashLengthInBytes]
        : throw new ArgumentException("The destination is shorter than the hash.", nameof(destination));
}

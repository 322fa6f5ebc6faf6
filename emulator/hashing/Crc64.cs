using System.Buffers.Binary;

namespace System.IO.Hashing;

/// <summary>CRC-64 after ECMA-182 (polynomial 0x42F0E1EBA9EA3693, not reflected, initial value 0), big-endian.</summary>
public sealed class Crc64() : NonCryptographicHashAlgorithm(sizeof(ulong))
{
    private const ulong Polynomial = 0x42F0E1EBA9EA3693;

    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(TableEntry)];

    private ulong _crc;

    /// <inheritdoc />
    public override void Append(ReadOnlySpan<byte> source)
    {
        foreach (var value in source)
            _crc = (_crc << 8) ^ Table[(byte)(_crc >> 56) ^ value];
    }

    /// <inheritdoc />
    public override void Reset() => _crc = 0;

    /// <inheritdoc />
    protected override void GetCurrentHashCore(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, _crc);

    private static ulong TableEntry(int index)
    {
        var entry = (ulong)index << 56;
        for (var bit = 0; bit < 8; bit++)
            entry = (entry & (1UL << 63)) != 0 ? (entry << 1) ^ Polynomial : entry << 1;
        return entry;
    }
}

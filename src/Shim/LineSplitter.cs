namespace LaunchAgent.Shim;

/// <summary>
/// Cuts a stream of bytes into lines of bounded length. A line that is too long, or waits too long for its end, comes in pieces; all but
/// the first are marked as continuing. Pieces never cut a UTF-8 character.
/// </summary>
/// <param name="maximum">The longest piece in bytes, at least 4.</param>
/// <param name="emit">Is given every piece, without its line end.</param>
internal sealed class LineSplitter(int maximum, LineSplitter.Sink emit)
{
    private readonly byte[] _pending = new byte[maximum];
    private int _count;
    private bool _continues;

    public delegate void Sink(ReadOnlySpan<byte> text, bool continued);

    /// <summary>Whether a piece waits for the rest of its line.</summary>
    public bool HasPending => _count > 0;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = end < 0 ? bytes : bytes[..end];
            Append(line);
            if (end < 0)
                return;

            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Gives out what waits, except for the beginning of a character.</summary>
    public void EmitPending()
    {
        if (WholeCharacters(_pending.AsSpan(0, _count)) is > 0 and var length)
            EmitPiece(length);
    }

    /// <summary>The stream has ended; its last line may have no line end.</summary>
    public void End()
    {
        if (_count > 0)
            EmitPiece(_count);
    }

    /// <summary>How many of the bytes are before a character whose end is not there yet. Bytes that are no UTF-8 count as whole.</summary>
    internal static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80)
                continue;

            var length = lead switch { >= 0xF0 and < 0xF8 => 4, >= 0xE0 and < 0xF0 => 3, >= 0xC0 and < 0xE0 => 2, _ => 1 };
            return length > back ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_count == _pending.Length)
                EmitPiece(WholeCharacters(_pending));

            var taken = Math.Min(_pending.Length - _count, bytes.Length);
            bytes[..taken].CopyTo(_pending.AsSpan(_count));
            _count += taken;
            bytes = bytes[taken..];
        }
    }

    private void EndLine()
    {
        var length = _count > 0 && _pending[_count - 1] == '\r' ? _count - 1 : _count;
        // The end of a line whose last piece is out already says nothing new.
        if (length > 0 || !_continues)
            emit(_pending.AsSpan(0, length), _continues);
        _count = 0;
        _continues = false;
    }

    private void EmitPiece(int length)
    {
        emit(_pending.AsSpan(0, length), _continues);
        _pending.AsSpan(length, _count - length).CopyTo(_pending);
        _count -= length;
        _continues = true;
    }
}

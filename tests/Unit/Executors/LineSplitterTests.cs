using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Shim;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class LineSplitterTests
{
    private readonly List<(string Text, bool Continued)> _pieces = [];
    private readonly LineSplitter _lines;

    public LineSplitterTests() => _lines = Splitter(8, _pieces);

    [Fact]
    public void Feed_LinesOverReads_WholeLines()
    {
        Feed("ab");
        Feed("c\nd");
        Feed("\n\r\n");

        Assert.Equal([("abc", false), ("d", false), ("", false)], _pieces);
    }

    [Fact]
    public void Feed_LineOfExactlyTheLimit_OnePiece()
    {
        Feed("12345678\n");

        Assert.Equal([("12345678", false)], _pieces);
    }

    [Fact]
    public void Feed_LongLine_PiecesMarkedAsContinuing()
    {
        Feed("123456789\nx\n");

        Assert.Equal([("12345678", false), ("9", true), ("x", false)], _pieces);
    }

    [Fact]
    public void Feed_LongLineOfWideCharacters_NoneIsCut()
    {
        Feed("€€€€\n");

        Assert.Equal([("€€", false), ("€€", true)], _pieces);
    }

    [Fact]
    public void Feed_BytesThatAreNoText_AllArrive()
    {
        _lines.Feed([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xFF, (byte)'\n']);

        Assert.Equal(10, _pieces.Sum(piece => piece.Text.Length));
    }

    [Fact]
    public void End_LastLineWithoutLineEnd_IsKept()
    {
        Feed("a\nlast");
        _lines.End();
        _lines.End();

        Assert.Equal([("a", false), ("last", false)], _pieces.Take(2));
    }

    [Fact]
    public void EmitPending_ThenLineEnd_NoEmptyPiece()
    {
        Feed("50%");
        _lines.EmitPending();
        Feed("\nnext\n");

        Assert.Equal([("50%", false), ("next", false)], _pieces);
    }

    [Fact]
    public void EmitPending_HalfACharacter_WaitsForTheRest()
    {
        var euro = Encoding.UTF8.GetBytes("€");
        _lines.Feed([(byte)'a', .. euro[..2]]);
        _lines.EmitPending();
        _lines.Feed([euro[2], (byte)'\n']);

        Assert.Equal([("a", false), ("€", true)], _pieces);
    }

    [Fact]
    public void Feed_AnyTextInAnyReads_ArrivesWhole() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<(NonNull<string>, PositiveInt)[]>(),
            reads =>
            {
                var pieces = new List<(string Text, bool Continued)>();
                var splitter = Splitter(5, pieces);
                var text = new StringBuilder();
                foreach (var (read, size) in reads)
                {
                    // Valid text only, without what line ends swallow.
                    var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(read.Get)).Replace("\r", "", StringComparison.Ordinal) + "\n";
                    text.Append(valid);
                    foreach (var chunk in Encoding.UTF8.GetBytes(valid).Chunk(size.Get))
                        splitter.Feed(chunk);
                }

                splitter.End();
                var joined = string.Concat(pieces.Select((piece, index) => (piece.Continued || index == 0 ? "" : "\n") + piece.Text));
                return joined + (pieces.Count > 0 ? "\n" : "") == text.ToString();
            }));

    private static LineSplitter Splitter(int maximum, List<(string Text, bool Continued)> pieces) =>
        new(maximum, (text, continued) => pieces.Add((Encoding.UTF8.GetString(text), continued)));

    private void Feed(string text) => _lines.Feed(Encoding.UTF8.GetBytes(text));
}

using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class ProcessStatTests
{
    // A line as /proc writes it (proc(5)); session is field 6, starttime field 22.
    private const string Rest = " S 1 4711 4712 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 10 11 12 13";

    [Theory]
    [InlineData("4711 (node)")]
    [InlineData("4711 (a b)")]
    [InlineData("4711 (a) S 9 9 (b)")]
    [InlineData("4711 ())")]
    public void Parse_NameOfAnyShape_FindsSessionAndStart(string head)
    {
        var stat = ProcessStat.Parse(head + Rest);

        Assert.Equal(new ProcessStat('S', 4712, 987654), stat);
        Assert.False(stat!.Value.IsDead);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711 (node")]
    [InlineData("4711 (node) S 1 2 3")]
    [InlineData("4711 (node) S 1 4711 x 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654")]
    public void Parse_NoStatLine_Null(string text) => Assert.Null(ProcessStat.Parse(text));

    [Theory]
    [InlineData('Z', true)]
    [InlineData('X', true)]
    [InlineData('D', false)]
    [InlineData('T', false)]
    public void IsDead_ByState(char state, bool dead) => Assert.Equal(dead, ProcessStat.Parse("1 (x)" + Rest.Replace(" S ", $" {state} ", StringComparison.Ordinal))!.Value.IsDead);
}

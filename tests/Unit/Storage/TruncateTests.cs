using LaunchAgent.Storage;

namespace LaunchAgent.Tests.Unit.Storage;

public sealed class TruncateTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("abc", "abc")]
    [InlineData("abcd", "abc…")]
    [InlineData("ab😀d", "ab…")]
    [InlineData("a😀d", "a😀…")]
    public void Of_LongerThanThree_IsItsBeginningInWholeCharacters(string? text, string? expected) => Assert.Equal(expected, Truncate.Of(text, 3));
}

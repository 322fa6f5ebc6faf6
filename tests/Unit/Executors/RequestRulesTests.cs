using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class RequestRulesTests
{
    private static readonly AttemptRequest Good = new(
        "k-1", "k", "r", 1, ["true"], null, new Dictionary<string, string>(), new Dictionary<string, string>(), true);

    public static TheoryData<string, AttemptRequest> Bad => new()
    {
        { "no command", Good with { Command = [] } },
        { "empty program", Good with { Command = [""] } },
        { "zero in argument", Good with { Command = ["a", "b\0c"] } },
        { "empty variable", Good with { Environment = new Dictionary<string, string> { [""] = "x" } } },
        { "variable with =", Good with { Environment = new Dictionary<string, string> { ["a=b"] = "x" } } },
        { "relative folder", Good with { WorkingDirectory = "here" } },
        { "files in a shared folder", Good with { WorkingDirectory = "/tmp", Files = new Dictionary<string, string> { ["a"] = "x" } } },
        { "file that leaves", Good with { Files = new Dictionary<string, string> { ["../a"] = "x" } } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Check_RequestNoMachineCouldRun_FinalError(string what, AttemptRequest request)
    {
        var error = Assert.Throws<ExecutorException>(() => RequestRules.Check(request));

        Assert.True(error is { Code: "invalid_request", Retryable: false }, what);
    }

    [Fact]
    public void Check_SecretWithZero_IsNotQuoted()
    {
        var error = Assert.Throws<ExecutorException>(() => RequestRules.Check(Good with { Environment = new Dictionary<string, string> { ["KEY"] = "hush\0" } }));

        Assert.DoesNotContain("hush", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("A")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("-a")]
    public void CheckKey_ThatCouldLeaveTheFolder_Refused(string key) => Assert.Throws<ExecutorException>(() => AttemptKey.Check(key));

    [Fact]
    public void Check_GoodRequest_Passes()
    {
        RequestRules.Check(Good);
        AttemptKey.Check(Good.Key);
    }
}

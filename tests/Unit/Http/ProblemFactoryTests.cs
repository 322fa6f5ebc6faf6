using Azure;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Tests.Unit.Http;

public sealed class ProblemFactoryTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(403, "AuthorizationFailure")]
    [InlineData(404, "TableNotFound")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    [InlineData(503, "ServerBusy")]
    public void Of_StorageThatDoesNotAnswer_Is503(int status, string? code) =>
        Assert.Equal((503, "storage_unavailable"), Codes(new RequestFailedException(status, "key=secret", code, null)));

    [Fact]
    public void Of_AllTriesFailed_Is503()
    {
        Assert.Equal((503, "storage_unavailable"), Codes(new AggregateException(new RequestFailedException("refused"), new RequestFailedException("refused"))));
        Assert.Equal((503, "storage_unavailable"), Codes(new AggregateException(new TaskCanceledException("too slow"))));
        // What the clients throw when the tries before were answered, with 503 say.
        Assert.Equal((503, "storage_unavailable"), Codes(new TaskCanceledException("too slow")));
    }

    [Theory]
    [InlineData(400, "InvalidInput")]
    [InlineData(412, "UpdateConditionNotSatisfied")]
    public void Of_StorageThatRefusesWhatWeAsked_IsOurOwnFault(int status, string code) =>
        Assert.Equal((500, "internal_error"), Codes(new RequestFailedException(status, "no", code, null)));

    [Fact]
    public void Of_AnythingElse_SaysNothingOfTheInside()
    {
        var problem = ProblemFactory.Of(new InvalidOperationException("the password is 1234"));

        Assert.Equal((500, "internal_error"), (problem.Status, problem.Code));
        Assert.DoesNotContain("1234", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(413, "too_large")]
    [InlineData(400, "invalid_request")]
    public void Of_BodyThatBreaksOff_KeepsTheServersStatus(int status, string code) => Assert.Equal((status, code), Codes(new BadHttpRequestException("cut", status)));

    private static (int Status, string Code) Codes(Exception fault) => (ProblemFactory.Of(fault).Status, ProblemFactory.Of(fault).Code);
}

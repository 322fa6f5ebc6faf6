using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class BulkRequestTests
{
    [Fact]
    public void Parse_Whole_IsRead()
    {
        var request = BulkRequest.Parse("""
            {"action":"set_priority","priority":"high","dry_run":true,"page_token":"x",
             "filter":{"queue":"gpu","state":"awaiting_retry","author":"dana","tag":"vision","sweep_id":"s1","idempotency_key":"k","created_after":"2031-05-01T14:00:00+02:00"}}
            """).Value!;

        Assert.Equal((BulkAction.SetPriority, Priority.High, true, "x"), (request.Action, request.Priority, request.DryRun, request.PageToken));
        Assert.Equal(
            new BulkFilter
            {
                Queue = "gpu",
                State = LaunchState.AwaitingRetry,
                Author = "dana",
                Tag = "vision",
                SweepId = "s1",
                IdempotencyKey = "k",
                CreatedAfter = new DateTimeOffset(2031, 5, 1, 12, 0, 0, TimeSpan.Zero),
            },
            request.Filter);
    }

    [Theory]
    [InlineData("""{"filter":{"all":true}}""", "/action", ProblemCodes.MissingField)]
    [InlineData("""{"action":"delete","filter":{"all":true}}""", "/action", ProblemCodes.InvalidValue)]
    [InlineData("""{"action":"stop"}""", "/filter", ProblemCodes.MissingField)]
    [InlineData("""{"action":"stop","filter":"all"}""", "/filter", ProblemCodes.WrongType)]
    // Nobody stops everything by accident.
    [InlineData("""{"action":"stop","filter":{}}""", "/filter", ProblemCodes.MissingField)]
    [InlineData("""{"action":"stop","filter":{"queue":null}}""", "/filter", ProblemCodes.MissingField)]
    [InlineData("""{"action":"stop","filter":{"all":false}}""", "/filter", ProblemCodes.MissingField)]
    [InlineData("""{"action":"stop","filter":{"stat":"failed"}}""", "/filter/stat", ProblemCodes.UnknownField)]
    [InlineData("""{"action":"stop","filter":{"queue":"gpu","limit":5}}""", "/filter/limit", ProblemCodes.UnknownField)]
    [InlineData("""{"action":"stop","filter":{"queue":7}}""", "/filter/queue", ProblemCodes.WrongType)]
    [InlineData("""{"action":"stop","filter":{"queue":""}}""", "/filter/queue", ProblemCodes.InvalidFormat)]
    [InlineData("""{"action":"stop","filter":{"state":"done"}}""", "/filter/state", ProblemCodes.InvalidValue)]
    [InlineData("""{"action":"stop","filter":{"created_after":"yesterday"}}""", "/filter/created_after", ProblemCodes.InvalidFormat)]
    [InlineData("""{"action":"stop","filter":{"created_after":"1969-12-31T23:59:59Z"}}""", "/filter/created_after", ProblemCodes.OutOfRange)]
    [InlineData("""{"action":"stop","filter":{"created_after":"2286-01-01T00:00:00Z"}}""", "/filter/created_after", ProblemCodes.OutOfRange)]
    [InlineData("""{"action":"stop","filter":{"all":true,"queue":"gpu"}}""", "/filter/all", ProblemCodes.ConflictingField)]
    [InlineData("""{"action":"set_priority","filter":{"all":true}}""", "/priority", ProblemCodes.MissingField)]
    [InlineData("""{"action":"stop","priority":"low","filter":{"all":true}}""", "/priority", ProblemCodes.ConflictingField)]
    [InlineData("""{"action":"retry","force":false,"filter":{"all":true}}""", "/force", ProblemCodes.ConflictingField)]
    [InlineData("""{"action":"stop","dryrun":true,"filter":{"all":true}}""", "/dryrun", ProblemCodes.UnknownField)]
    [InlineData("""{"action":"stop","dry_run":"yes","filter":{"all":true}}""", "/dry_run", ProblemCodes.WrongType)]
    public void Parse_Defect_IsTheOneProblem(string text, string pointer, string code)
    {
        var problem = Assert.Single(BulkRequest.Parse(text).Problems);

        Assert.Equal((pointer, code), (problem.Pointer, problem.Code));
    }
}

using Azure.Data.Tables;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Queries;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Launches;

public sealed class LaunchListTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("nobody")]
    public async Task List_TenThousandLaunches_CostsTheSameCallsAtBothEnds(string? author)
    {
        using var app = await TestApp.StartAsync();
        var ids = await FillAsync(app, 10_000);

        var (first, callsAtFirst) = await CountAsync(app, new ListRequest(new LaunchFilter { Author = author }));
        var (last, callsAtLast) = await CountAsync(app, new ListRequest(new LaunchFilter { Author = author }, ids[9_960].Rest));

        Assert.Equal(callsAtFirst, callsAtLast);
        Assert.NotNull(first.NextPageToken);
        Assert.Null(last.NextPageToken);
        Assert.Equal(author is null ? (50, 39) : (0, 0), (first.Items.Count, last.Items.Count));
    }

    [Fact]
    public async Task List_FollowedToItsEnd_ShowsEachMatchingLaunchOnce()
    {
        using var app = await TestApp.StartAsync();
        var ids = await FillAsync(app, 2_500);
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await app.Get<LaunchQueries>().ListAsync(
                new ListRequest(new LaunchFilter { Tag = "third" }, token, 200), CancellationToken.None);
            seen.AddRange(page.Items.Select(launch => launch.Id));
            token = page.NextPageToken;
        }
        while (token is not null);

        Assert.Equal(ids.Where(IsThird).Select(id => id.ToString()), seen);
    }

    // Queues are read to different depths: what lies behind the shallowest one must wait for the next page.
    [Fact]
    public async Task List_QueuesOfUnequalLength_ShowsEachLaunchOnceInTheOrderOfTime()
    {
        using var app = await TestApp.StartAsync();
        var ids = await FillAsync(app, 2_500);
        var rejected = await FillAsync(app, 5, QueueNames.Rejected, secondsApart: 450);
        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await app.Get<LaunchQueries>().ListAsync(
                new ListRequest(new LaunchFilter { Tag = "third" }, token, 500), CancellationToken.None);
            seen.AddRange(page.Items.Select(launch => launch.Id));
            token = page.NextPageToken;
        }
        while (token is not null);

        Assert.Equal(ids.Where(IsThird).Concat(rejected.Where(IsThird)).OrderBy(id => id.Rest, StringComparer.Ordinal).Select(id => id.ToString()), seen);
    }

    [Fact]
    public async Task List_CreatedAfterAndKey_ShowsOnlyThose()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1", """{"command":["true"],"idempotency_key":"exp-42"}""");
        app.Clock.Now += TimeSpan.FromMinutes(1);
        var second = await app.SubmitAsync("m2");

        var late = await app.Get<LaunchQueries>().ListAsync(new ListRequest(new LaunchFilter { CreatedAfter = TestApp.Noon }), CancellationToken.None);
        var keyed = await app.Get<LaunchQueries>().ListAsync(new ListRequest(new LaunchFilter { IdempotencyKey = "exp-42" }), CancellationToken.None);

        Assert.Equal(second.Id.ToString(), Assert.Single(late.Items).Id);
        Assert.NotEqual(second.Id.ToString(), Assert.Single(keyed.Items).Id);
    }

    // JSON allows half a surrogate pair, and no answer can carry one: a run could make every list fail.
    [Fact]
    public async Task List_ResultWithHalfASurrogatePair_IsShownAllTheSame()
    {
        using var app = await TestApp.StartAsync();
        var id = (await app.SubmitAsync("m1")).Id;
        await app.Launches.CommitAsync(
            [new(TableTransactionActionType.UpdateMerge, new TableEntity(id.Partition, RowKeys.Launch(id)) { ["result"] = """{"value":"\ud800"}""" }, Azure.ETag.All)],
            CancellationToken.None);

        var page = (await app.Create<LaunchFunctions>().ListAsync(TestRequest.For("/launches"), CancellationToken.None)).Read<ListPage<LaunchView>>(200);

        Assert.Equal("\uffff", Assert.Single(page.Items).Result!.Value.GetProperty("value").GetString());
    }

    [Fact]
    public async Task List_InvalidQuery_NamesEverythingThatIsWrong()
    {
        using var app = await TestApp.StartAsync();
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString("?limit=0&state=sleeping&created_after=soon&page_token=x&author=a&author=b");

        var answer = Assert.IsType<ContentResult>(await app.Create<LaunchFunctions>().ListAsync(request, CancellationToken.None));

        var problem = ContractJson.Deserialize<ProblemDocument>(answer.Content!)!;
        Assert.Equal((400, "invalid_query"), (answer.StatusCode, problem.Code));
        Assert.Equal(["?author", "?created_after", "?limit", "?page_token", "?state"], problem.Errors.Select(error => error.Pointer).Order());
    }

    private static bool IsThird(LaunchId id, int index) => index % 3 == 0;

    private static async Task<(ListPage<LaunchView> Page, int Calls)> CountAsync(TestApp app, ListRequest request)
    {
        var calls = 0;
        app.Launches.Before = _ => calls++;
        var page = await app.Get<LaunchQueries>().ListAsync(request, CancellationToken.None);
        app.Launches.Before = null;
        return (page, calls);
    }

    private static async Task<List<LaunchId>> FillAsync(
        TestApp app, int count, string queue = QueueNames.Default, int secondsApart = 1)
    {
        var rows = Enumerable.Range(0, count).Select(i => new LaunchRow
        {
            Id = LaunchId.Create(queue, TestApp.Noon.AddSeconds(-i * secondsApart), $"{queue}{i}"),
            Queue = queue,
            Tags = i % 3 == 0 ? ["third"] : [],
            CreatedAt = TestApp.Noon.AddSeconds(-i * secondsApart),
            DueAt = TestApp.Noon,
            Submitted = "{}",
        }).ToList();
        foreach (var chunk in rows.Chunk(100))
        {
            await app.Launches.CommitAsync(
                [.. chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row.ToEntity()))], CancellationToken.None);
        }

        return [.. rows.Select(row => row.Id)];
    }
}

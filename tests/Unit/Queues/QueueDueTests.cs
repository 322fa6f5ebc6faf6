using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Tests.Unit.Fakes;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class QueueDueTests
{
    [Fact]
    public async Task Due_Waiting_StandInTheOrderInWhichTheyAreClaimed()
    {
        using var app = await TestApp.StartAsync();
        foreach (var priority in new[] { "low", "high", "medium", "high" })
        {
            await app.SubmitAsync(priority + app.Clock.Now.Ticks, $$"""{"command":["true"],"priority":"{{priority}}"}""");
            app.Clock.Now += TimeSpan.FromSeconds(1);
        }

        var due = await app.DueAsync();

        Assert.Equal([Priority.High, Priority.High, Priority.Medium, Priority.Low], due.Select(launch => launch.Priority));
        Assert.Equal(due.Take(2).Select(launch => launch.Id), (await app.DueAsync("?limit=2")).Select(launch => launch.Id));
        Assert.Equal(4, app.Count("d"));
        Assert.Equal(due.Select(launch => launch.Id), (await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims.Select(claim => claim.LaunchId));
        Assert.Empty(await app.DueAsync());
    }

    [Theory]
    [InlineData("", "none", "a", "a,b")]
    [InlineData("?labels=", "none")]
    [InlineData("?labels=A", "a")]
    [InlineData("?labels=b,a", "a", "a,b")]
    [InlineData("?labels=c")]
    public async Task Due_Labels_ShowsWhatAnAgentWithThemTakes(string query, params string[] names)
    {
        using var app = await TestApp.StartAsync();
        foreach (var labels in new[] { "", "\"a\"", "\"a\",\"b\"" })
        {
            await app.SubmitAsync("m" + labels, $$"""{"command":["true"],"labels":[{{labels}}]}""");
            app.Clock.Now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal(names, (await app.DueAsync(query)).Select(launch => launch.Labels.Count == 0 ? "none" : string.Join(',', launch.Labels)));
    }

    [Fact]
    public async Task Due_Before_ShowsAlsoWhatBecomesDueUntilThen()
    {
        using var app = await TestApp.StartAsync();
        await app.SubmitAsync("m1");
        await app.SubmitAsync("m2", """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z","priority":"high"}""");
        await app.SubmitAsync("m3", """{"command":["true"],"scheduled_start_time":"2031-05-01T16:00:00Z"}""");

        Assert.Single(await app.DueAsync());
        Assert.Equal([Priority.High, Priority.Medium], (await app.DueAsync("?before=2031-05-01T14:00:00Z")).Select(launch => launch.Priority));
        Assert.Equal(3, (await app.DueAsync("?before=2031-05-01T18:00:00%2B02:00")).Count);
        Assert.Empty(await app.DueAsync("?before=2031-05-01T11:00:00Z"));
    }

    [Fact]
    public async Task Due_Asked_ChangesNoRowAndSendsNothing()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 1);
        await app.SubmitAsync("m1", """{"command":["true"],"labels":["a"]}""");
        await app.SubmitAsync("m2");
        await app.SubmitAsync("m3", """{"command":["true"],"scheduled_start_time":"2031-05-01T12:00:01Z"}""");
        app.Clock.Now += TimeSpan.FromMinutes(1);
        var before = Rows(app);

        foreach (var query in new[] { "", "?limit=1", "?labels=a", "?before=2031-05-01T14:00:00Z" })
            await app.DueAsync(query);

        Assert.Equal(before, Rows(app));
        Assert.Empty(app.SentWakeups);
    }

    private static string[] Rows(TestApp app) =>
    [
        .. new[] { app.Launches, app.Limits, app.Directory, app.Sweeps }.SelectMany(table => table.All)
            .Select(row => $"{row.PartitionKey}/{row.RowKey} {row.ETag} {string.Join(' ', row.OrderBy(value => value.Key, StringComparer.Ordinal))}"),
    ];

    [Fact]
    public async Task Due_BadQueryOrUnknownQueue_IsRefused()
    {
        using var app = await TestApp.StartAsync();

        var answer = await app.Create<QueueDueFunctions>().ListAsync(TestRequest.For("/queues/default/due?limit=0&before=x"), "default", CancellationToken.None);
        Assert.Equal(["?limit", "?before"], answer.ReadProblem(400, "invalid_query").Errors.Select(problem => problem.Pointer));
        (await app.Create<QueueDueFunctions>().ListAsync(TestRequest.For("/queues/x/due"), "x", CancellationToken.None)).ReadProblem(404, "unknown_queue");
    }
}

using System.Text;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Dispatch;
using LaunchAgent.Core.Wakeups;
using LaunchAgent.Functions.Agents;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues;

public sealed class SubmitFunctionsTests
{
    private const string Good = """{"command":["true"],"name":"baseline"}""";
    private const string Keyed = """{"command":["true"],"idempotency_key":"exp-42"}""";

    [Fact]
    public async Task Post_GoodSpec_IsCreatedNamedByItsLocationAndStarted()
    {
        using var app = await TestApp.StartAsync();
        var request = TestRequest.For("/launches", Good);

        var launch = (await PostAsync(app, request)).Read<LaunchView>(201);

        Assert.Equal(("baseline", "default", LaunchState.Pending), (launch.Name, launch.Queue, launch.State));
        Assert.Equal($"/api/launches/{launch.Id}", request.HttpContext.Response.Headers.Location);
        Assert.Equal(launch.Id, Assert.Single(app.Started).LaunchId);
        var detail = await app.Get<LaunchQueries>().FindAsync(LaunchId.Parse(launch.Id), CancellationToken.None);
        Assert.Equal("api", detail!.History[0].By);
    }

    [Fact]
    public async Task Post_SameSpecTwiceWithoutKey_AreTwoLaunches()
    {
        using var app = await TestApp.StartAsync();

        var first = (await PostAsync(app, Good)).Read<LaunchView>(201);
        var second = (await PostAsync(app, Good)).Read<LaunchView>(201);

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(2, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Post_BadSpec_NamesAllThatIsWrongAndLeavesNoRecord()
    {
        using var app = await TestApp.StartAsync();

        var problem = (await PostAsync(app, """{"comand":["true"],"priority":"urgent","queue":"gpu","executor":"k8s","notify_url":"https://example.com"}"""))
            .ReadProblem(422, "invalid_spec");

        Assert.Equal(["", "/comand", "/executor", "/notify_url", "/priority", "/queue"], problem.Errors.Select(error => error.Pointer).Order(StringComparer.Ordinal));
        Assert.Equal(0, app.Count(RowKeys.Launches));
    }

    // The executor would refuse them for good, when nobody is there to read it.
    [Theory]
    [InlineData("""{"command":["true"],"working_dir":"data"}""", ProblemCodes.InvalidFormat)]
    [InlineData("""{"command":["true"],"working_dir":"/data","files":{"a.txt":"a"}}""", ProblemCodes.ConflictingField)]
    public async Task Post_WorkingDirThatNoProcessCanHave_IsRefused(string body, string code)
    {
        using var app = await TestApp.StartAsync();

        var problem = (await PostAsync(app, body)).ReadProblem(422, "invalid_spec");

        Assert.Equal(("/working_dir", code), (problem.Errors.Single().Pointer, problem.Errors.Single().Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("eyJjb21tYW5kIjpbInRydWUiXX0=")]
    [InlineData("{\"command\":[\"true\"],}")]
    public async Task Post_NoJson_Is400(string body)
    {
        using var app = await TestApp.StartAsync();

        (await PostAsync(app, body)).ReadProblem(400, "invalid_json");
    }

    [Fact]
    public async Task Post_NotUtf8_Is400()
    {
        using var app = await TestApp.StartAsync();

        (await PostAsync(app, TestRequest.For("/launches", [0x7b, 0xff, 0xfe, 0x7d]))).ReadProblem(400, "invalid_json");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"command\":\"true\"}")]
    [InlineData("{\"command\":[\"\\ud800\"]}")]
    [InlineData("{\"command\":[\"true\"],\"_wandb_api_key\":\"k\"}")]
    [InlineData("{\"command\":[\"true\"],\"config\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}")]
    [InlineData("{\"wandb\":{}}")]
    public async Task Post_JsonButNoSpec_Is422(string body)
    {
        using var app = await TestApp.StartAsync();

        Assert.NotEmpty((await PostAsync(app, body)).ReadProblem(422, "invalid_spec").Errors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_OverTheLimitOfABatch_Is413AndNotReadToItsEnd(bool saysItsLength)
    {
        using var app = await TestApp.StartAsync();
        var request = TestRequest.For("/launches", new byte[2 * LaunchBatch.Bytes]);
        request.ContentLength = saysItsLength ? 2 * LaunchBatch.Bytes : null;

        (await PostAsync(app, request)).ReadProblem(413, "too_large");

        Assert.InRange(request.Body.Position, 0, saysItsLength ? 0 : LaunchBatch.Bytes + 65536);
    }

    [Fact]
    public async Task Post_OneByteOverOneMebibyte_Is413()
    {
        using var app = await TestApp.StartAsync();

        (await PostAsync(app, Good.PadRight(SpecLimits.Bytes + 1))).ReadProblem(413, "too_large");
    }

    [Fact]
    public async Task Post_ExactlyOneMebibyte_IsTaken()
    {
        using var app = await TestApp.StartAsync();

        (await PostAsync(app, Good.PadRight(SpecLimits.Bytes))).Read<LaunchView>(201);
    }

    [Fact]
    public async Task Post_KnownKeySameBody_IsTheFirstLaunch()
    {
        using var app = await TestApp.StartAsync();
        var first = (await PostAsync(app, Keyed)).Read<LaunchView>(201);

        var second = (await PostAsync(app, """{ "idempotency_key": "exp-42", "command": ["true"] }""")).Read<LaunchView>(200);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    // The first launch is as old as its retention: it goes right between the refusal and the look at whose the key is.
    [Fact]
    public async Task Post_KnownKeyGoesAtThatMoment_IsANewLaunchThatExists()
    {
        using var app = await TestApp.StartAsync();
        await PostAsync(app, Keyed);
        var isRefused = false;
        app.Launches.Before = operation =>
        {
            if (operation == "find" && isRefused)
            {
                app.Launches.Before = null;
                foreach (var row in app.Launches.All.Where(row => row.RowKey[..1] is RowKeys.Keys or RowKeys.Launches))
                    app.Launches.CommitAsync([new(Azure.Data.Tables.TableTransactionActionType.Delete, row)], CancellationToken.None).GetAwaiter().GetResult();
            }

            isRefused |= operation == "commit";
        };

        var second = (await PostAsync(app, Keyed)).Read<LaunchView>(201);

        Assert.Equal(second.Id, (await app.ReadAsync(LaunchId.Parse(second.Id))).Id.ToString());
    }

    [Fact]
    public async Task Post_KnownKeyOtherBody_IsAConflictAndWarnsNobody()
    {
        using var app = await TestApp.StartAsync();
        var first = (await PostAsync(app, Keyed)).Read<LaunchView>(201);

        (await PostAsync(app, """{"command":["false"],"idempotency_key":"exp-42"}""")).ReadProblem(409, "idempotency_mismatch");

        Assert.Empty((await app.ReadAsync(LaunchId.Parse(first.Id))).Warnings);
        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    // What is over the limit of a row is in a blob, whose name is another for every launch.
    [Fact]
    public async Task Post_KnownKeySameLargeBody_IsTheFirstLaunch()
    {
        using var app = await TestApp.StartAsync();
        var large = $$"""{"command":["true"],"idempotency_key":"exp-42","files":{"a.txt":"{{new string('x', 40_000)}}"} }""";
        var first = (await PostAsync(app, large)).Read<LaunchView>(201);

        Assert.Equal(first.Id, (await PostAsync(app, large)).Read<LaunchView>(200).Id);
    }

    [Fact]
    public async Task Post_KeyInTheHeader_CountsAsTheBodys()
    {
        using var app = await TestApp.StartAsync();
        var first = (await PostAsync(app, TestRequest.For("/launches", """{"command":["true"]}""", ("Idempotency-Key", "exp-42")))).Read<LaunchView>(201);

        Assert.Equal(first.Id, (await PostAsync(app, Keyed)).Read<LaunchView>(200).Id);
        Assert.Equal(first.Id, (await PostAsync(app, TestRequest.For("/launches", Keyed, ("Idempotency-Key", "exp-42")))).Read<LaunchView>(200).Id);
    }

    [Theory]
    [InlineData("exp-43", "conflicting_field")]
    [InlineData(" ", "invalid_format")]
    public async Task Post_KeyInTheHeaderDoesNotFit_IsAProblemOfTheField(string header, string code)
    {
        using var app = await TestApp.StartAsync();

        var problem = (await PostAsync(app, TestRequest.For("/launches", Keyed, ("Idempotency-Key", header)))).ReadProblem(422, "invalid_spec");

        Assert.Contains(problem.Errors, error => error.Pointer == "/idempotency_key" && error.Code == code);
    }

    // The client re-sends a transaction whose answer was lost, and is refused for its own success.
    [Theory]
    [InlineData(Good)]
    [InlineData(Keyed)]
    public async Task Post_AnswerOfTheInsertIsLost_IsCreatedOnce(string body)
    {
        using var app = await TestApp.StartAsync();
        app.Launches.AnswerNextCommitWith(CommitOutcome.Exists);

        var launch = (await PostAsync(app, body)).Read<LaunchView>(201);

        Assert.Equal(launch.Id, Assert.Single(app.Started).LaunchId);
        Assert.Equal(1, app.Count(RowKeys.Launches));
    }

    [Fact]
    public async Task Post_OrchestrationTakesItsTimeToStart_IsAnsweredBeforeAndLeavesAWakeUp()
    {
        using var app = await TestApp.StartAsync();
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource<string>();
        app.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .Callback(begun.SetResult)
            .Returns(goOn.Task);

        (await app.Create<SubmitFunctions>().RunAsync(TestRequest.For("/launches", Good), app.Client.Object, CancellationToken.None)).Read<LaunchView>(201);

        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(("default", WakeupKind.Dispatch), Assert.Single(app.SentWakeups) switch { var wakeUp => (wakeUp.Queue, wakeUp.Kind) });
        goOn.SetResult("");
        await app.Get<BackgroundDispatch>().WhenIdleAsync();
    }

    [Fact]
    public async Task Post_ProcessDiesRightAfterTheAnswer_TheWakeUpDispatches()
    {
        using var app = await TestApp.StartAsync();
        // Frozen or dead: what goes on beside the answer comes to nothing.
        await app.Get<BackgroundDispatch>().StopAsync(CancellationToken.None);

        var launch = (await app.PostAsync(Good)).Read<LaunchView>(201);
        Assert.Empty(app.Started);
        app.Clock.Now += TimeSpan.FromSeconds(2);
        await app.Create<WakeupFunctions>().RunAsync(ContractJson.Serialize(Assert.Single(app.SentWakeups)), app.Client.Object, CancellationToken.None);

        Assert.Equal(launch.Id, Assert.Single(app.Started).LaunchId);
    }

    [Fact]
    public async Task Posts_InQuickSuccession_LeaveOneWakeUp()
    {
        using var app = await TestApp.StartAsync(maxConcurrency: 0);

        for (var i = 0; i < 5; i++)
            (await app.PostAsync(Good)).Read<LaunchView>(201);

        Assert.Single(app.SentWakeups, wakeup => wakeup.Kind == WakeupKind.Dispatch);
    }

    [Fact]
    public async Task Post_DispatchFails_IsCreatedAllTheSame()
    {
        using var app = await TestApp.StartAsync();
        app.Client.Setup(c => c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<StartOrchestrationOptions?>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("The hub is away."));

        (await PostAsync(app, Good)).Read<LaunchView>(201);
    }

    [Fact]
    public async Task Post_ScheduledForLater_IsWokenForThen()
    {
        using var app = await TestApp.StartAsync();

        (await PostAsync(app, """{"command":["true"],"scheduled_start_time":"2031-05-01T14:00:00Z"}""")).Read<LaunchView>(201);

        Assert.Empty(app.Started);
        Assert.Equal("default", Assert.Single(app.SentWakeups).Queue);
    }

    private static Task<IActionResult> PostAsync(TestApp app, string body) => PostAsync(app, TestRequest.For("/launches", body));

    private static Task<IActionResult> PostAsync(TestApp app, HttpRequest request) =>
        app.PostAsync(request);
}

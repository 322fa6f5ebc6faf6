using System.Text.Json;
using System.Text.Json.Nodes;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Executors;
using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>Holds the objects of the API to the documented names: a client written from the documentation reads them.</summary>
public sealed class ViewShapeTests
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 1, 14, 0, 0, TimeSpan.FromHours(2));

    [Fact]
    public void LaunchDetail_Serialized_HasTheDocumentedFields() => AssertNames(
        """
        id queue name author tags state reason desired_state priority labels job executor agent manager registration_id sweep_id run_id resume_count
        retry_of created_at due_at claimed_at started_at ready_at ended_at late attempt max_retries next_attempt_at progress result exit_code error warnings
        problems attempts history
        """,
        Launch());

    [Fact]
    public void LaunchParts_Serialized_HaveTheDocumentedFields()
    {
        AssertNames("number executor external_id submitted_at started_at ready_at ended_at exit_code signal error", new AttemptView { Number = 1 });
        AssertNames("at state reason_code by", new HistoryEntry(Noon, LaunchState.Running, null, null));
        AssertNames("code message position blocked_by until", new Reason(ReasonCodes.NextInLine, "Is next."));
        AssertNames("code stage message retryable files", new LaunchError("run_timeout", ErrorStage.Run, "Took too long.", false));
        AssertNames("code stage message at", new Warning("late", "agent", "Was late."));
        AssertNames("value text", new Progress(0.5, "half"));
    }

    [Fact]
    public void QueueView_Serialized_HasTheDocumentedFields()
    {
        AssertNames(
            """
            name display_name config_version executor resource_args template_variables prioritization max_concurrency on_limit limit_override
            max_backlog labels retry timeouts secure_mode capture_logs wandb_env notify_url state counts oldest_wait_seconds wait_p50_seconds wait_p95_seconds slots
            """,
            new QueueView { Name = "gpu" });
        AssertNames("max_concurrency until", new LimitOverride(1, Noon));
        AssertNames("launch_id since", new SlotView("x", Noon));
        AssertNames("type default minimum maximum enum description", new TemplateVariable("integer"));
    }

    [Fact]
    public void OtherObjects_Serialized_HaveTheDocumentedFields()
    {
        AssertNames("name version source image command args env config input_schema resource_args timeouts retry created_at", new JobView { Name = "train", Version = 1, CreatedAt = Noon });
        AssertNames(
            """
            name hostname version state queues labels env capture_logs max_jobs max_schedulers num_running_jobs num_running_schedulers launch_ids polls
            max_polls heartbeat_at last_poll_at status_line
            """,
            new AgentView { Name = "local", State = AgentState.Polling });
        AssertNames("name type config capacity running waiting reachable is_default", new ExecutorView { Name = "process", Type = "process" });
        AssertNames("ok detail checked_at", new Reachability(true, null, Noon));
        AssertNames("lines next_after complete", new LogPage([], null, true));
        AssertNames("at attempt stream text", new LogLine(Noon, 1, "stdout", ""));
        AssertNames("items next_page_token", new ListPage<LaunchView>([], null));
        AssertNames("type title status detail code trace_id errors", new ProblemDocument { Title = "Invalid spec", Status = 422, Code = "invalid_spec" });
        AssertNames("pointer code message allowed", new Problem("/queue", ProblemCodes.TooLong, "At most 63 characters."));
        AssertNames("done pending timed_out", new WaitResult([], [], false));
        AssertNames("id state error result", new WaitedLaunch("x", LaunchState.Finished, null, null));
        AssertNames("results", new BatchResult([]));
        AssertNames("matched changed skipped failed errors next_page_token", new BulkResult(0, 0, new Dictionary<string, int>(), 0, [], null));
        AssertNames("id code message", new BulkFailure("x", "y", "z"));
        AssertNames("index id created errors", new BatchItemResult(0, null, false, []));
        AssertNames("submitted resolved", new LaunchSpecView(JsonSerializer.SerializeToElement("not JSON"), null));
    }

    [Fact]
    public void Serialize_Values_AreLowerSnakeCaseAndUtc()
    {
        var json = JsonNode.Parse(ContractJson.Serialize(Launch()))!;

        Assert.Equal("awaiting_retry", (string?)json["state"]);
        Assert.Equal("run", (string?)json["desired_state"]);
        Assert.Equal("2031-05-01T12:00:00Z", (string?)json["created_at"]);
        Assert.Equal("cancel_new", WireName.Of(OnLimit.CancelNew));
        Assert.Equal("not_ready", WireName.Of(QueueState.NotReady));
    }

    [Fact]
    public void Deserialize_WhatWasSerialized_IsTheSameJson()
    {
        var json = ContractJson.Serialize(Launch());

        Assert.Equal(json, ContractJson.Serialize(ContractJson.Deserialize<LaunchDetail>(json)));
    }

    [Fact]
    public void Deserialize_FieldOfANewerApp_IsSkipped() =>
        Assert.Equal("x", ContractJson.Deserialize<SlotView>("""{"launch_id":"x","since":"2031-05-01T12:00:00Z","colour":"red"}""")!.LaunchId);

    private static LaunchDetail Launch() => new()
    {
        Id = "x",
        Queue = "default",
        State = LaunchState.AwaitingRetry,
        Priority = Priority.High,
        CreatedAt = Noon,
        Error = new LaunchError("exit_code", ErrorStage.Run, "Ended with exit code 3.", true, ["a.txt"]),
        Attempts = [new AttemptView { Number = 1, ExitCode = 3 }],
        History = [new HistoryEntry(Noon, LaunchState.Pending, null, "intake")],
    };

    private static void AssertNames<T>(string names, T value) => Assert.Equal(
        names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Order(),
        JsonNode.Parse(ContractJson.Serialize(value))!.AsObject().Select(member => member.Key).Order());
}

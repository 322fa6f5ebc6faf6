using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Agents;
using LaunchAgent.Contracts.Executors;
using LaunchAgent.Contracts.Health;
using LaunchAgent.Contracts.Jobs;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Submission;
using LaunchAgent.Functions.Jobs;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Requests;

namespace LaunchAgent.Functions.Http.OpenApi;

/// <summary>All routes.</summary>
public static class ApiRoutes
{
    /// <summary>Where the JSON schema of the launch spec is, under <c>/api</c>.</summary>
    public const string SpecSchemaPath = "/schemas/launch-spec.json";

    private static readonly (int, string) InvalidJson = (400, ProblemCodes.InvalidJson);
    private static readonly (int, string) InvalidQuery = (400, "invalid_query");
    private static readonly (int, string) InvalidRequest = (422, "invalid_request");
    private static readonly (int, string) TooLarge = (413, ProblemCodes.TooLarge);
    private static readonly (int, string) UnknownLaunch = (404, LaunchErrors.UnknownCode);
    private static readonly (int, string) UnknownJob = (404, JobLookup.UnknownCode);
    private static readonly (int, string) UnknownAgent = (404, "unknown_agent");
    private static readonly (int, string) UnknownQueue = (404, "unknown_queue");
    private static readonly (int, string) BacklogFull = (429, Backlog.Full);
    private static readonly (int, string) Etag = (412, QueueErrors.Etag);
    private static readonly ApiParameter IfMatch = new("If-Match", "Only if the queue has this ETag; * is any.", In: "header");
    private static readonly ApiParameter IfNoneMatch = new("If-None-Match", "Only if the queue has not this ETag; * is only if there is none.", In: "header");
    private static readonly ApiParameter IdempotencyKey =
        new(IdempotencyKeyHeader.Name, "The same key in the same queue names the same launch; makes the request repeatable.", In: "header");

    /// <summary>The table.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("SubmitLaunch", "post", "/launches", "Submits a launch, or with items several.",
            [
                new(201, typeof(LaunchView), "Recorded; Location names it."),
                new(200, typeof(LaunchView), "Its idempotency key is known. Or what became of each item.", typeof(BatchResult)),
            ],
            [InvalidJson, (409, "idempotency_mismatch"), TooLarge, (422, "invalid_spec, invalid_request"), BacklogFull])
        { Body = typeof(LaunchSpec), OrBody = typeof(LaunchBatch), Parameters = [IdempotencyKey] },

        new("ListLaunches", "get", "/launches", "The newest launches that meet all conditions.", [new(200, typeof(ListPage<LaunchView>), "A page.")], [InvalidQuery])
        {
            Parameters =
            [
                new("queue", "The run queue."),
                new("state", "The state.", Values: WireName.All<LaunchState>()),
                new("author", "The author."),
                new("tag", "One of the tags."),
                new("sweep_id", "The sweep."),
                new("idempotency_key", "The key that it was the first of its queue to use."),
                new("created_after", "A time; submitted later."),
                new("limit", "The most on the page.", "integer", Minimum: 1, Maximum: ListRequest.LargestLimit),
                new("page_token", "The next_page_token of the page before."),
            ],
        },

        new("GetLaunch", "get", "/launches/{id}", "One launch with its attempts and history.", [new(200, typeof(LaunchDetail), "The launch.")], [UnknownLaunch]),

        new("PatchLaunch", "patch", "/launches/{id}", "Gives a launch that waits another priority.",
            [new(200, typeof(LaunchDetail), "The launch.")],
            [InvalidJson, UnknownLaunch, (409, "invalid_state, not_prioritized"), TooLarge, InvalidRequest])
        { Body = typeof(LaunchPatch) },

        new("GetLaunchSpec", "get", "/launches/{id}/spec", "What was submitted, and what runs.", [new(200, typeof(LaunchSpecView), "Both, secrets blanked.")], [UnknownLaunch]),

        new("GetLaunchLogs", "get", "/launches/{id}/logs", "What a launch printed.", [new(200, typeof(LogPage), "A page.")], [InvalidQuery, UnknownLaunch])
        {
            Parameters =
            [
                new("attempt", "Only this attempt.", "integer", Minimum: 1, Maximum: LogPosition.LargestAttempt),
                new("stream", "Only this stream.", Values: ["stdout", "stderr"]),
                new("after", "The next_after of the page before."),
                new("limit", "The most lines on the page.", "integer", Minimum: 1, Maximum: LogRequest.LargestLimit),
                new("wait_seconds", "How long to wait for a line.", "integer", Minimum: 0, Maximum: LogRequest.LongestWaitSeconds),
            ],
        },

        new("StopLaunch", "post", "/launches/{id}/stop", "Asks a launch to stop.",
            [new(202, typeof(LaunchDetail), "Asked."), new(200, typeof(LaunchDetail), "It had ended already.")],
            [InvalidJson, UnknownLaunch, TooLarge, InvalidRequest])
        { Body = typeof(StopRequest), NeedsBody = false },

        new("RetryLaunch", "post", "/launches/{id}/retry", "Submits once more what a launch that has ended was submitted with.",
            [new(201, typeof(LaunchView), "The new launch; Location names it."), new(200, typeof(LaunchView), "Its idempotency key is known.")],
            [InvalidJson, UnknownLaunch, (409, "invalid_state, idempotency_mismatch"), TooLarge, (422, "invalid_spec, invalid_request"), BacklogFull])
        { Parameters = [IdempotencyKey] },

        new("BulkLaunches", "post", "/launches/bulk", "Stops, retries or re-prioritises all launches that meet a filter, up to 500 a call.",
            [new(200, typeof(BulkResult), "What became of them; next_page_token is the way to go on.")], [InvalidJson, TooLarge, InvalidRequest])
        { Body = typeof(BulkRequest) },

        new("WaitForLaunches", "post", "/launches/wait", "Waits for launches to end, for 50 seconds at most.",
            [new(200, typeof(WaitResult), "Who is done, who is not, and whether the time was over first.")],
            [InvalidJson, UnknownLaunch, TooLarge, InvalidRequest])
        { Body = typeof(WaitRequest) },

        new("ListQueues", "get", "/queues", "All run queues.", [new(200, typeof(ListPage<QueueView>), "All of them.")], []),
        new("GetQueue", "get", "/queues/{queue}", "One run queue.", [new(200, typeof(QueueView), "The queue; its ETag is its config_version.")], [UnknownQueue]),

        new("PutQueue", "put", "/queues/{queue}", "Creates a run queue, or replaces its configuration.",
            [new(201, typeof(QueueView), "Created."), new(200, typeof(QueueView), "Replaced.")],
            [InvalidJson, (409, QueueErrors.InUse), Etag, TooLarge, InvalidRequest])
        { Body = typeof(QueueRequest), Parameters = [IfMatch, IfNoneMatch] },

        new("DeleteQueue", "delete", "/queues/{queue}", "Removes a run queue.",
            [new(202, typeof(QueueView), "It goes when what was in it has ended."), new(204, null, "It is gone.")],
            [InvalidQuery, UnknownQueue, (409, $"{QueueErrors.InUse}, invalid_state"), Etag])
        { Parameters = [new("force", "Cancel what waits in it and stop what runs.", "boolean"), IfMatch, IfNoneMatch] },

        new("PauseQueue", "post", "/queues/{queue}/pause", "Has nothing of a queue start.",
            [new(200, typeof(QueueView), "The queue.")], [InvalidJson, UnknownQueue, (409, QueueErrors.InUse), Etag, TooLarge, InvalidRequest])
        { Parameters = [IfMatch, IfNoneMatch] },

        new("ResumeQueue", "post", "/queues/{queue}/resume", "Has launches of a queue start again.",
            [new(200, typeof(QueueView), "The queue.")], [InvalidJson, UnknownQueue, (409, QueueErrors.InUse), Etag, TooLarge, InvalidRequest])
        { Parameters = [IfMatch, IfNoneMatch] },

        new("OverrideQueueLimit", "put", "/queues/{queue}/limit-override", "Gives a queue another limit for a while, or takes it away.",
            [new(200, typeof(QueueView), "The queue.")], [InvalidJson, UnknownQueue, (409, QueueErrors.InUse), Etag, TooLarge, InvalidRequest])
        { Body = typeof(LimitOverrideRequest), NeedsBody = false, Parameters = [IfMatch, IfNoneMatch] },

        new("ListDueLaunches", "get", "/queues/{queue}/due", "The line of a queue, in the order in which it is claimed.",
            [new(200, typeof(ListPage<DueLaunchView>), "The first of the line.")], [InvalidQuery, UnknownQueue])
        {
            Parameters =
            [
                new("labels", "Only what an agent with these labels takes, separated by commas."),
                new("before", "A time; also what becomes due until then."),
                new("limit", "The most on the page.", "integer", Minimum: 1, Maximum: QueueDueQueries.LargestLimit),
            ],
        },

        new("Poke", "post", "/poke", "Has all agents look for work now.", [new(202, typeof(PokeResult), "They are told.")], []),
        new("ListJobs", "get", "/jobs", "All jobs by name, each with its latest version.", [new(200, typeof(ListPage<JobSummary>), "A page.")], [InvalidQuery])
        {
            Parameters =
            [
                new("limit", "The most on the page.", "integer", Minimum: 1, Maximum: JobFunctions.LargestLimit),
                new("page_token", "The next_page_token of the page before."),
            ],
        },

        new("PostJobVersion", "post", "/jobs/{name}/versions", "Makes a version of a job; the first one makes the job.",
            [new(201, typeof(JobView), "The version; Location names it."), new(200, typeof(JobView), "The latest version says the same.")],
            [InvalidJson, TooLarge, InvalidRequest])
        { Body = typeof(JobRequest) },

        new("GetJobVersion", "get", "/jobs/{name}/versions/{version}", "One version of a job, by its number or 'latest'.", [new(200, typeof(JobView), "The version.")], [UnknownJob]),
        new("ListAgents", "get", "/agents", "All agents.", [new(200, typeof(ListPage<AgentView>), "All of them.")], []),
        new("GetAgent", "get", "/agents/{name}", "One agent.", [new(200, typeof(AgentView), "The agent.")], [UnknownAgent]),
        new("StopAgentPolling", "post", "/agents/{name}/stop-polling", "Has an agent claim nothing more.",
            [new(200, typeof(AgentView), "The agent.")], [InvalidJson, UnknownAgent, TooLarge, InvalidRequest]),
        new("ResumeAgentPolling", "post", "/agents/{name}/resume-polling", "Has an agent claim again.",
            [new(200, typeof(AgentView), "The agent.")], [InvalidJson, UnknownAgent, TooLarge, InvalidRequest]),
        new("ListExecutors", "get", "/executors", "The executors of this deployment.", [new(200, typeof(ListPage<ExecutorView>), "All of them.")], []),

        new("Health", "get", "/health", "Whether the agent can do its work; asked often, answered anew every 5 seconds.",
            [new(200, typeof(HealthView), "It can."), new(503, typeof(HealthView), "It cannot.")], [])
        { IsAnonymous = true },

        new("LaunchSpecSchema", "get", SpecSchemaPath, "The JSON schema of the launch spec.",
            [new(200, typeof(System.Text.Json.JsonElement), "A JSON schema, draft 2020-12.")], [])
        { IsAnonymous = true },

        new("OpenApi", "get", "/openapi.json", "This document.", [new(200, typeof(System.Text.Json.JsonElement), "An OpenAPI 3.1 document.")], []),
    ];
}

using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Attempts;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Submission;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Tests.Unit.Fakes;
using Moq;

namespace LaunchAgent.Tests.Unit.Queues.Templates;

/// <summary>Launches submitted over HTTP, and what becomes of their specs.</summary>
internal static class SpecCalls
{
    /// <summary>Accepts a launch and gives its row.</summary>
    public static async Task<LaunchRow> AcceptAsync(this TestApp app, string spec) => await app.ReadAsync((await app.RecordAsync(spec)).Id);

    /// <summary>Accepts a launch and gives what it runs.</summary>
    public static async Task<ResolvedSpec> ResolveAsync(this TestApp app, string spec) =>
        ContractJson.Deserialize<ResolvedSpec>((await app.AcceptAsync(spec)).Resolved)!;

    /// <summary>The resource args that a launch ends up with.</summary>
    public static async Task<string?> ResourceArgsAsync(this TestApp app, string spec) => (await app.ResolveAsync(spec)).ResourceArgs?.GetRawText();

    /// <summary>Has a launch refused, and gives each problem as "pointer code".</summary>
    public static async Task<IReadOnlyList<string>> RefusalsAsync(this TestApp app, string spec) =>
        [.. (await app.ProblemsAsync(spec)).Select(problem => $"{problem.Pointer} {problem.Code}").Order(StringComparer.Ordinal)];

    /// <summary>Has a launch refused.</summary>
    public static async Task<IReadOnlyList<Problem>> ProblemsAsync(this TestApp app, string spec) =>
        (await app.PostAsync(spec)).ReadProblem(422, "invalid_spec").Errors;

    /// <summary>Starts the current attempt of a claim and gives what the executor was asked.</summary>
    public static async Task<AttemptRequest> StartAsync(this TestApp app, ClaimedLaunch claim)
    {
        AttemptRequest? asked = null;
        app.Executor.Setup(e => e.SubmitAsync(It.IsAny<AttemptRequest>(), It.IsAny<CancellationToken>()))
            .Callback((AttemptRequest request, CancellationToken _) => asked = request)
            .Returns(Task.CompletedTask);
        Assert.Equal(ClaimStep.Watch, await app.Create<StartAttempt>().RunAsync(claim, CancellationToken.None));
        return asked!;
    }

    private static async Task<(LaunchId Id, string Queue)> RecordAsync(this TestApp app, string spec)
    {
        var parsed = LaunchSpecParser.Parse(spec);
        var submission = await app.Get<Submissions>().SubmitAsync(parsed, spec, retryOf: null, CancellationToken.None);
        var created = submission as SubmissionResult.Created;
        Assert.True(created is not null, ContractJson.Serialize((submission as SubmissionResult.Refused)?.Problems));
        return (created.Launch.Id, created.Launch.Queue);
    }
}

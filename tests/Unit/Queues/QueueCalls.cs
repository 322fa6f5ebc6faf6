using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Queues;
using LaunchAgent.Core.Queries;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Functions.Queues;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Queues;

/// <summary>The routes of run queues, called as HTTP does.</summary>
internal static class QueueCalls
{
    public static Task<IActionResult> PutQueueAsync(this TestApp app, string queue, string body = "{}", params (string Name, string Value)[] headers) =>
        app.Create<QueueChangeFunctions>().PutAsync(TestRequest.For($"/queues/{queue}", body, headers), queue, CancellationToken.None);

    public static Task<IActionResult> PauseAsync(this TestApp app, string queue = "default") =>
        app.Create<QueueChangeFunctions>().PauseAsync(TestRequest.For($"/queues/{queue}/pause"), queue, CancellationToken.None);

    public static Task<IActionResult> ResumeAsync(this TestApp app, string queue = "default") =>
        app.Create<QueueChangeFunctions>().ResumeAsync(TestRequest.For($"/queues/{queue}/resume"), queue, CancellationToken.None);

    public static Task<IActionResult> OverrideAsync(this TestApp app, string body, string queue = "default") =>
        app.Create<QueueChangeFunctions>().OverrideAsync(TestRequest.For($"/queues/{queue}/limit-override", body), queue, CancellationToken.None);

    public static Task<IActionResult> DeleteQueueAsync(this TestApp app, string queue, string query = "", params (string Name, string Value)[] headers) =>
        app.Create<QueueRemovalFunctions>().DeleteAsync(TestRequest.For($"/queues/{queue}{query}", "", headers), queue, CancellationToken.None);

    public static async Task<IReadOnlyList<DueLaunchView>> DueAsync(this TestApp app, string query = "", string queue = "default") =>
        (await app.Create<QueueDueFunctions>().ListAsync(TestRequest.For($"/queues/{queue}/due{query}"), queue, CancellationToken.None))
            .Read<ListPage<DueLaunchView>>(StatusCodes.Status200OK).Items;

    public static Task<QueueView?> ViewAsync(this TestApp app, string queue) => app.Get<QueueQueries>().FindAsync(queue, CancellationToken.None);

    public static async Task<int> ClaimedAsync(this TestApp app, string queue = "default") =>
        (await app.Get<ClaimEngine>().ClaimAsync(queue, CancellationToken.None)).Claims.Count;

    public static async Task<LaunchDetail> GetLaunchAsync(this TestApp app, string id) =>
        (await app.Create<LaunchFunctions>().GetAsync(TestRequest.For($"/launches/{id}"), id, CancellationToken.None)).Read<LaunchDetail>(StatusCodes.Status200OK);

    public static int Status(this IActionResult answer) => Assert.IsType<ContentResult>(answer).StatusCode!.Value;

    /// <summary>Has something happen before the next commit of table <c>Launches</c>, once.</summary>
    public static void BeforeNextCommit(this TestApp app, Func<Task> then) => app.Launches.Before = operation =>
    {
        if (operation != "commit")
            return;
        app.Launches.Before = null;
        then().GetAwaiter().GetResult();
    };
}

using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Functions.Launches;
using LaunchAgent.Tests.Unit.Fakes;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Tests.Unit.Jobs;

/// <summary>The routes of launches that tests of jobs need, called as HTTP does.</summary>
internal static class LaunchCalls
{
    public static Task<IActionResult> PostLaunchAsync(this TestApp app, string spec) => app.PostAsync(spec);

    public static Task<IActionResult> RetryAsync(this TestApp app, string id) =>
        app.SettledAsync(app.Create<LaunchRetryFunctions>().RunAsync(TestRequest.For($"/launches/{id}/retry"), id, app.Client.Object, CancellationToken.None));

    /// <summary>Has a launch that waits end.</summary>
    public static Task CancelAsync(this TestApp app, string id) => app.Get<StopRequests>().StopAsync(LaunchId.Parse(id), force: false, CancellationToken.None);
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Tests.Integration.Worker.Discovery;

public sealed class StartUpProblemTests
{
    // The real source generators leave a function out that is not public, which nobody notices before it does not run:
    // azure-functions-dotnet-worker, sdk/Sdk.Generators. The emulator refuses to start instead.
    [Theory]
    [InlineData(typeof(HiddenClass), "class and method must be public")]
    [InlineData(typeof(HiddenMethod), "class and method must be public")]
    [InlineData(typeof(SameNames), "the name is taken")]
    [InlineData(typeof(Unbindable), "nothing can fill parameter 'logger' of type ILogger")]
    [InlineData(typeof(TwoTriggers), "it has 2 triggers")]
    [InlineData(typeof(NoTrigger), "it has 0 triggers")]
    [InlineData(typeof(BadTrigger), "parameter 'text' of type String cannot take the trigger; use TimerInfo")]
    [InlineData(typeof(UnknownSetting), "the setting 'NO_SUCH_SETTING' of '%NO_SUCH_SETTING%' is not set")]
    [InlineData(typeof(BadSchedule), "the schedule 'sometimes' is neither")]
    [InlineData(typeof(BadQueue), "'Not_A_Queue' is no queue name")]
    [InlineData(typeof(NoConnection), "the setting 'NO_SUCH_CONNECTION' with a storage connection string is not set")]
    [InlineData(typeof(BadName), "a name starts with a letter")]
    [InlineData(typeof(AsyncVoid), "async void")]
    [InlineData(typeof(ReturnsValueTask), "ValueTask")]
    [InlineData(typeof(AnswersWithText), "nothing answers with a String")]
    [InlineData(typeof(BadRoute), "the route 'a/{b' cannot be read")]
    [InlineData(typeof(BadClient), "must be a DurableTaskClient")]
    public async Task FunctionThatCannotRunIsAStartUpError(Type function, string expected)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync(TestHost.CreateBuilder(function)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllProblemsAreNamedAtOnce()
    {
        var builder = TestHost.CreateBuilder(typeof(HiddenClass), typeof(SameNames), typeof(UnknownSetting), typeof(NoTrigger));
        builder.Configuration["AzureFunctionsJobHost:extensions:queues:batchSize"] = "33";
        builder.Configuration["AzureFunctionsJobHost:extensions:durableTask:hubName"] = "%NO_SUCH_HUB%";

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync(builder));

        Assert.Equal(7, error.Message.Split('\n').Length);
        Assert.Contains("batchSize: '33' is not allowed; it must be 1 to 32", error.Message, StringComparison.Ordinal);
        Assert.Contains("NO_SUCH_HUB", error.Message, StringComparison.Ordinal);
    }

    internal sealed class HiddenClass
    {
        [Function("Hidden")]
        public static void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class HiddenMethod
    {
        [Function("Hidden")]
        internal static void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class SameNames
    {
        [Function("Same")]
        public static void One([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;

        [Function("SAME")]
        public static void Other([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class Unbindable
    {
        [Function("F")]
        public static void Run([QueueTrigger("queue")] string text, ILogger logger) => _ = logger;
    }

    public sealed class TwoTriggers
    {
        [Function("F")]
        public static void Run([QueueTrigger("queue")] string text, [TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class NoTrigger
    {
        [Function("F")]
        public static void Run() => _ = 1;
    }

    public sealed class BadTrigger
    {
        [Function("F")]
        public static void Run([TimerTrigger("0 * * * * *")] string text) => _ = text;
    }

    public sealed class UnknownSetting
    {
        [Function("Unknown")]
        public static void Run([TimerTrigger("%NO_SUCH_SETTING%")] TimerInfo timer) => _ = timer;
    }

    public sealed class BadSchedule
    {
        [Function("F")]
        public static void Run([TimerTrigger("sometimes")] TimerInfo timer) => _ = timer;
    }

    public sealed class BadQueue
    {
        [Function("F")]
        public static void Run([QueueTrigger("Not_A_Queue")] string text) => _ = text;
    }

    public sealed class NoConnection
    {
        [Function("F")]
        public static void Run([QueueTrigger("queue", Connection = "NO_SUCH_CONNECTION")] string text) => _ = text;
    }

    public sealed class BadName
    {
        [Function("1st")]
        public static void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    public sealed class AsyncVoid
    {
        [Function("F")]
        public static async void Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => await Task.Yield();
    }

    public sealed class ReturnsValueTask
    {
        [Function("F")]
        public static ValueTask Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => ValueTask.CompletedTask;
    }

    public sealed class AnswersWithText
    {
        [Function("F")]
        public static string Run([HttpTrigger] HttpRequest request) => "text";
    }

    public sealed class BadRoute
    {
        [Function("F")]
        public static IActionResult Run([HttpTrigger(Route = "a/{b")] HttpRequest request) => new OkResult();
    }

    public sealed class BadClient
    {
        [Function("F")]
        public static IActionResult Run([HttpTrigger] HttpRequest request, [DurableClient] object client) => new OkResult();
    }
}

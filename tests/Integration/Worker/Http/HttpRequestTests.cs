using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Integration.Worker.Http;

public sealed class HttpRequestTests
{
    // Seen in Azure/azure-functions-host issues 10519 and 10640: with ASP.NET Core integration the worker's Kestrel refuses bodies over
    // 30,000,000 bytes when they are read, and the host answers 500, not 413.
    [Theory]
    [InlineData(30_000_000, HttpStatusCode.OK)]
    [InlineData(30_000_001, HttpStatusCode.InternalServerError)]
    public async Task BodyOverTheLimitOfTheWorkerIsA500(int length, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync(TestHost.CreateBuilder(typeof(Functions)));

        // Expect: 100-continue, so that the answer can be read although the body is not taken.
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/Read") { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.ExpectContinue = true;
        var answer = await host.Client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? $"{length}" : "", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task CallerWhoLeavesCancelsTheFunction()
    {
        var builder = TestHost.CreateBuilder(typeof(Functions));
        var waits = new Waits();
        builder.Services.AddSingleton(waits);
        await using var host = await TestHost.StartAsync(builder);

        using (var socket = new TcpClient("127.0.0.1", host.Client.BaseAddress!.Port))
        {
            var key = host.Client.DefaultRequestHeaders.GetValues("x-functions-key").Single();
            await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /api/Wait?code={key} HTTP/1.1\r\nHost: x\r\n\r\n"));
            await waits.Started.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        await waits.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public sealed class Waits
    {
        public TaskCompletionSource Started { get; } = new();

        public TaskCompletionSource Cancelled { get; } = new();
    }

    public sealed class Functions(IServiceProvider services)
    {
        [Function("Read")]
        public static async Task<IActionResult> Read([HttpTrigger("post")] HttpRequest request, CancellationToken cancellationToken)
        {
            using var copy = new MemoryStream();
            await request.Body.CopyToAsync(copy, cancellationToken);
            return new ContentResult { Content = $"{copy.Length}" };
        }

        [Function("Wait")]
        public async Task Wait([HttpTrigger("get")] HttpRequest request, CancellationToken cancellationToken)
        {
            var waits = services.GetRequiredService<Waits>();
            waits.Started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            waits.Cancelled.SetResult();
        }
    }
}

using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Tests.Integration.Worker.Queues;

public sealed class QueueOutputTests
{
    // Seen on the real host (4.1037): a string[] sends one message each. A missing queue is made, and POCOs are written by the
    // worker's serializer, names as they are: azure-functions-dotnet-worker, ServiceCollectionExtensions.
    [Theory]
    [InlineData("api/Texts", "a,b")]
    [InlineData("api/Text", "one")]
    [InlineData("api/Poco", """{"Name":"n"}""")]
    [InlineData("api/Pocos", """{"Name":"x"},{"Name":"y"}""")]
    [InlineData("api/Bytes", "bytes")]
    [InlineData("api/Both", "part")]
    [InlineData("api/None", "")]
    public async Task QueueOutput_EveryShape_SendsItsMessages(string path, string expected)
    {
        var output = TestHost.NewQueue(QueueMessageEncoding.Base64);
        var builder = TestHost.CreateBuilder(typeof(Functions));
        builder.Configuration["TEST_OUTPUT"] = output.Name;
        builder.Configuration["AzureFunctionsJobHost:extensions:queues:messageEncoding"] = "base64";
        await using var host = await TestHost.StartAsync(builder);

        var answer = await host.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.True(answer.IsSuccessStatusCode);
        await Eventually.TrueAsync(async () => await ReadAsync(output) == expected, $"the queue holds {expected}");
        if (path == "api/Both")
            Assert.Equal("answer", await answer.Content.ReadAsStringAsync());
    }

    // The caller has the answer before the messages are sent, as behind the real host, whose worker writes it.
    private static async Task<string> ReadAsync(QueueClient output)
    {
        var messages = await output.ExistsAsync() ? (await output.PeekMessagesAsync(10)).Value : [];
        return string.Join(',', messages.Select(m => m.Body.ToString()).Order(StringComparer.Ordinal));
    }

    public sealed record Item(string Name);

    public sealed class Answer
    {
        [HttpResult]
        public IActionResult? Result { get; init; }

        [QueueOutput("%TEST_OUTPUT%")]
        public object? Message { get; init; }
    }

    public sealed class Functions
    {
        [Function("Text")]
        public static Answer Text([HttpTrigger("get")] HttpRequest request) => Only("one");

        [Function("Texts")]
        public static Answer Texts([HttpTrigger("get")] HttpRequest request) => Only(new[] { "a", "b" });

        [Function("Poco")]
        public static Task<Answer> Poco([HttpTrigger("get")] HttpRequest request) => Task.FromResult(Only(new Item("n")));

        [Function("Pocos")]
        public static Answer Pocos([HttpTrigger("get")] HttpRequest request) => Only(new List<Item> { new("x"), new("y") });

        [Function("Bytes")]
        public static Answer Bytes([HttpTrigger("get")] HttpRequest request) => Only("bytes"u8.ToArray());

        [Function("Both")]
        public static Answer Both([HttpTrigger("get")] HttpRequest request) => new() { Result = new ContentResult { Content = "answer" }, Message = "part" };

        [Function("None")]
        public static Answer None([HttpTrigger("get")] HttpRequest request) => new();

        private static Answer Only(object message) => new() { Message = message };
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using LaunchAgent.Contracts;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core;
using LaunchAgent.Core.Launches;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Integration.EndToEnd;
using LaunchAgent.Tests.Unit.Contracts;

namespace LaunchAgent.Tests.Integration.Rejections;

/// <summary>A thousand messages that can never be a launch, among fifty that are one.</summary>
public sealed class MalformedMessagesTests
{
    private const int Malformed = 1000;
    private const int Good = 50;
    private const int Seed = 20_310_501;
    private const int SendersAtOnce = 8;

    private static readonly JsonSerializerOptions Json = ContractJson.Options;

    [Fact]
    public async Task Messages_ThousandMalformedAmongFiftyGood_AreEachRejectedWithAllErrorsAndTheGoodFinish()
    {
        await using var app = await AppProcess.StartedAsync();
        (string Body, MalformedMessage? Bad)[] messages =
        [
            .. MalformedSpecs.Generate(Seed, Malformed).Concat(ByHand()).Select(bad => (bad.Body, (MalformedMessage?)bad)),
            .. Enumerable.Range(1, Good).Select(number => (GoodBody(app, number), (MalformedMessage?)null)),
        ];
        new Random(Seed).Shuffle(messages);

        var sent = await SendAsync(app, messages);

        var (rejected, good) = await AllRecordedAsync(app, messages.Length);
        Assert.Equal(sent.Keys.Order(), rejected.Keys.Order());
        Assert.All(sent, message => AssertTells(message.Value, rejected[message.Key]));
        Assert.All(good, launch => Assert.Equal((LaunchState.Finished, 0), (launch.State, launch.ExitCode)));
        Assert.Equal(Enumerable.Range(1, Good).Select(Name).Order(), good.Select(launch => launch.Name!).Order());
        await AssertNothingWaitsAsync(app);
        await AssertShownAsync(app, sent);
        Assert.False(app.HasExited);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("health")).StatusCode);
    }

    // What a generator of broken specs does not come up with.
    private static IEnumerable<MalformedMessage> ByHand() =>
    [
        new(MalformedKind.NotJson, "", [("", ProblemCodes.InvalidJson)]),
        new(MalformedKind.NotJson, " \r\n\t ", [("", ProblemCodes.InvalidJson)]),
        new(MalformedKind.NotJson, "null", []),
        new(MalformedKind.WrongType, "[]", [("", ProblemCodes.WrongType)]),
        new(MalformedKind.WrongType, "\"{}\"", [("", ProblemCodes.WrongType)]),
        new(MalformedKind.TooDeep, $"{{\"config\":{string.Concat(Enumerable.Repeat("{\"a\":", 9_000))}1{new string('}', 9_000)}}}", [("", ProblemCodes.TooDeep)]),
        new(MalformedKind.TooLong, $$"""{"command":["true"],"name":"{{new string('n', 60_000)}}"}""", [("/name", ProblemCodes.TooLong)]),
        new(MalformedKind.ControlCharacter, Encode("{\"command\":[\"true\"],\"name\":\"raw \u0001 bell\"}"u8), [("", ProblemCodes.InvalidJson)]),
        new(MalformedKind.BrokenBase64, Encode([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]), []),
        new(MalformedKind.BrokenBase64, new string('A', 40_001), [("", ProblemCodes.InvalidBase64)]),
    ];

    private static async Task<IReadOnlyDictionary<string, MalformedMessage>> SendAsync(AppProcess app, (string Body, MalformedMessage? Bad)[] messages)
    {
        var queue = new QueueClient(app.Connection, StorageClients.RunItems);
        var sent = new Dictionary<string, MalformedMessage>();
        await Parallel.ForEachAsync(messages, new ParallelOptions { MaxDegreeOfParallelism = SendersAtOnce }, async (message, cancellation) =>
        {
            var receipt = (await queue.SendMessageAsync(message.Body, cancellation)).Value;
            if (message.Bad is null)
                return;
            lock (sent)
                sent.Add(LaunchId.Create(QueueNames.Rejected, receipt.InsertionTime, receipt.MessageId).ToString(), message.Bad);
        });
        return sent;
    }

    private static async Task<(IReadOnlyDictionary<string, LaunchRow> Rejected, IReadOnlyList<LaunchRow> Good)> AllRecordedAsync(AppProcess app, int count)
    {
        await app.UntilAsync("each message is recorded and each good one has ended", async () =>
            await EndedAsync(app) >= count ? "yes" : null);
        var launches = await LaunchesAsync(app);
        Assert.Equal(count, launches.Count);
        return (launches.Where(launch => launch.Queue == QueueNames.Rejected).ToDictionary(launch => launch.Id.ToString()),
            [.. launches.Where(launch => launch.Queue != QueueNames.Rejected)]);
    }

    private static void AssertTells(MalformedMessage message, LaunchRow record)
    {
        var recorded = record.Problems.StartsWith("blob:", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{message.Kind}: problems so long that they went to a blob.")
            : JsonSerializer.Deserialize<List<Problem>>(record.Problems, Json)!;
        var decoded = MessageBody.Decode(message.Body);
        var all = decoded.IsDecoded ? LaunchSpecParser.Parse(decoded.Text).Problems : decoded.Problems;

        Assert.Equal(LaunchState.Rejected, record.State);
        Assert.NotEmpty(recorded);
        // The agent may add what it refuses beyond the rules of a spec.
        Assert.Equal(all.Select(Facts), recorded.Select(Facts).Take(all.Count));
        Assert.All(message.Expected, planted => Assert.Contains(planted, recorded.Select(problem => (problem.Pointer, problem.Code))));
    }

    // As people see it: the list, and one record of each kind.
    private static async Task AssertShownAsync(AppProcess app, IReadOnlyDictionary<string, MalformedMessage> sent)
    {
        var listed = new HashSet<string>();
        for (var next = ""; next is not null;)
        {
            var page = (await app.Http.GetFromJsonAsync<ListPage<LaunchView>>($"launches?queue={QueueNames.Rejected}&limit=500{next}", Json))!;
            Assert.All(page.Items, launch => Assert.True(listed.Add(launch.Id)));
            next = page.NextPageToken is { } token ? $"&page_token={Uri.EscapeDataString(token)}" : null;
        }

        Assert.Equal(sent.Keys.Order(), listed.Order());
        foreach (var (id, message) in sent.DistinctBy(message => message.Value.Kind))
        {
            var shown = (await app.Http.GetFromJsonAsync<LaunchDetail>($"launches/{id}", Json))!;
            Assert.Equal(LaunchState.Rejected, shown.State);
            Assert.All(message.Expected, planted => Assert.Contains(planted, shown.Problems.Select(problem => (problem.Pointer, problem.Code))));
        }
    }

    private static Task AssertNothingWaitsAsync(AppProcess app) => app.UntilAsync("no message is left", async () =>
    {
        foreach (var name in new[] { StorageClients.RunItems, StorageClients.RunItems + "-poison" })
        {
            var queue = new QueueClient(app.Connection, name);
            if (await queue.ExistsAsync() && (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0)
                return null;
        }

        return "none";
    });

    private static async Task<int> EndedAsync(AppProcess app)
    {
        var ended = 0;
        await foreach (var row in QueryLaunches(app, "state"))
            ended += row.GetWire<LaunchState>("state").IsFinal() ? 1 : 0;
        return ended;
    }

    private static async Task<List<LaunchRow>> LaunchesAsync(AppProcess app)
    {
        var launches = new List<LaunchRow>();
        await foreach (var row in QueryLaunches(app))
            launches.Add(LaunchRow.From(row));
        return launches;
    }

    private static AsyncPageable<TableEntity> QueryLaunches(AppProcess app, params string[] columns) =>
        new TableClient(app.Connection, LaunchTables.LaunchesName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey ge {RowKeys.Launches} and RowKey lt {RowRange.EndOf(RowKeys.Launches)}"),
            select: columns.Length == 0 ? null : columns);

    private static (string Pointer, string Code, string Message) Facts(Problem problem) => (problem.Pointer, problem.Code, problem.Message);

    private static string GoodBody(AppProcess app, int number) =>
        JsonSerializer.Serialize(new { name = Name(number), command = new[] { "true" }, working_dir = app.Folder });

    private static string Name(int number) => $"good-{number}";

    private static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);
}

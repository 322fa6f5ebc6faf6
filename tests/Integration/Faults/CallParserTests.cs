using Microsoft.AspNetCore.Http;

namespace LaunchAgent.Tests.Integration.Faults;

public sealed class CallParserTests
{
    private static readonly CallParser Parser = new("MyHub");

    [Theory]
    [InlineData("GET", "/a?comp=list", "Blob ListContainers")]
    [InlineData("PUT", "/a/texts?restype=container", "Blob texts CreateContainer")]
    [InlineData("GET", "/a/texts?restype=container&comp=list&prefix=x", "Blob texts ListBlobs")]
    [InlineData("PUT", "/a/texts/folder/one.txt", "Blob texts PutBlob")]
    [InlineData("GET", "/a/texts/folder/one.txt", "Blob texts GetBlob")]
    [InlineData("HEAD", "/a/texts/one", "Blob texts GetBlobProperties")]
    [InlineData("DELETE", "/a/texts/one", "Blob texts DeleteBlob")]
    [InlineData("PUT", "/a/texts/one?comp=metadata", "Blob texts SetBlobMetadata")]
    [InlineData("PUT", "/a/texts/one?comp=block&blockid=x", "Blob texts PutBlock")]
    [InlineData("PUT", "/a/texts/one?comp=blocklist", "Blob texts PutBlockList")]
    [InlineData("PUT", "/a/texts/one?comp=lease", "Blob texts RenewLease", "x-ms-lease-action", "renew")]
    [InlineData("PUT", "/a/texts/one", "Blob texts CopyBlob", "x-ms-copy-source", "http://…")]
    [InlineData("PUT", "/a/texts/one?comp=tags", "Blob texts PUT tags")]
    [InlineData("GET", "/a?comp=list", "Queue ListQueues")]
    [InlineData("PUT", "/a/run-items", "Queue run-items CreateQueue")]
    [InlineData("DELETE", "/a/run-items", "Queue run-items DeleteQueue")]
    [InlineData("GET", "/a/run-items?comp=metadata", "Queue run-items GetQueueMetadata")]
    [InlineData("POST", "/a/run-items/messages?visibilitytimeout=0", "Queue run-items PutMessage")]
    [InlineData("GET", "/a/run-items/messages?numofmessages=16", "Queue run-items GetMessages")]
    [InlineData("GET", "/a/run-items/messages?peekonly=true", "Queue run-items PeekMessages")]
    [InlineData("DELETE", "/a/run-items/messages", "Queue run-items ClearMessages")]
    [InlineData("PUT", "/a/run-items/messages/1-2?popreceipt=x&visibilitytimeout=3", "Queue run-items UpdateMessage")]
    [InlineData("DELETE", "/a/run-items/messages/1-2?popreceipt=x", "Queue run-items DeleteMessage")]
    [InlineData("GET", "/a/Tables?$format=x", "Table QueryTables")]
    [InlineData("DELETE", "/a/Tables('Launches')", "Table Launches DeleteTable")]
    [InlineData("DELETE", "/a/Tables(%27Launches%27)", "Table Launches DeleteTable")]
    [InlineData("GET", "/a/Launches()?$filter=x", "Table Launches QueryEntities")]
    [InlineData("GET", "/a/Launches(PartitionKey='p',RowKey='r')", "Table Launches GetEntity")]
    [InlineData("POST", "/a/Launches", "Table Launches InsertEntity")]
    [InlineData("PUT", "/a/Launches(PartitionKey='p',RowKey='r')", "Table Launches InsertOrReplaceEntity")]
    [InlineData("PATCH", "/a/Launches(PartitionKey='p',RowKey='r')", "Table Launches InsertOrMergeEntity")]
    [InlineData("PATCH", "/a/Launches(PartitionKey='p',RowKey='r')", "Table Launches MergeEntity", "If-Match", "*")]
    [InlineData("PUT", "/a/Launches(PartitionKey='p',RowKey='r')", "Table Launches UpdateEntity", "If-Match", "*")]
    [InlineData("DELETE", "/a/Launches(PartitionKey='p',RowKey='r')", "Table Launches DeleteEntity", "If-Match", "*")]
    public void Parse_Request_IsNamedAsInTheRestApi(string method, string target, string kind, string? header = null, string? value = null)
    {
        var headers = new HeaderDictionary();
        if (header is not null)
            headers[header] = value;

        var call = Parser.Parse(Side.Worker, Enum.Parse<StorageService>(kind.Split(' ')[0]), method, target, headers);

        Assert.Equal((kind, method is not ("GET" or "HEAD")), (call.Kind, call.Mutates));
    }

    [Theory]
    [InlineData("Queue", "/a/myhub-control-00/messages", Maker.Durable)]
    [InlineData("Queue", "/a/myhub-workitems/messages", Maker.Durable)]
    [InlineData("Queue", "/a/run-items/messages", Maker.Listener)]
    [InlineData("Queue", "/a/myhubs/messages", Maker.Listener)]
    [InlineData("Queue", "/a?comp=list", Maker.Host)]
    [InlineData("Table", "/a/MyHubHistory()", Maker.Durable)]
    [InlineData("Table", "/a/MyHubInstances(PartitionKey='x',RowKey='')", Maker.Durable)]
    [InlineData("Table", "/a/Launches()", Maker.Host)]
    [InlineData("Blob", "/a/myhub-leases/x", Maker.Durable)]
    [InlineData("Blob", "/a/azure-webjobs-hosts/timers/host/Heartbeat/status", Maker.Timers)]
    [InlineData("Blob", "/a/azure-webjobs-hosts/locks/host/Functions.Heartbeat.Listener", Maker.Timers)]
    [InlineData("Blob", "/a/azure-webjobs-hosts/ids/host", Maker.Host)]
    [InlineData("Blob", "/a/azure-webjobs-secrets/x", Maker.Host)]
    public void Parse_CallOfTheHost_IsOfWhomItsNameTells(string service, string target, Maker maker)
    {
        Maker[] makers = [.. new[] { Side.Host, Side.Worker }.Select(side =>
            Parser.Parse(side, Enum.Parse<StorageService>(service), "GET", target, new HeaderDictionary()).Maker)];

        Assert.Equal([maker, Maker.App], makers);
    }

    [Fact]
    public void Parse_Transaction_HasItsTableItsSizeAndItsRows()
    {
        const string Body =
            "--batch_1\r\nContent-Type: multipart/mixed; boundary=changeset_2\r\n\r\n--changeset_2\r\n\r\n" +
            "PATCH http://127.0.0.1:1/a/MyHubHistory(PartitionKey='p',RowKey='1') HTTP/1.1\r\nIf-Match: *\r\n\r\n" +
            "{\"x\":\"DELETE y HTTP/1.1\"}\r\n--changeset_2\r\n\r\n" +
            "POST http://127.0.0.1:1/a/MyHubHistory HTTP/1.1\r\n\r\n{}\r\n--changeset_2--\r\n--batch_1--\r\n";

        var call = Parser.Parse(Side.Host, StorageService.Table, "POST", "/a/$batch", new HeaderDictionary(), Body);

        Assert.Equal(("Table MyHubHistory EntityGroupTransaction", 2), (call.Kind, call.Size));
        Assert.Equal((Maker.Durable, true), (call.Maker, call.Mutates));
        Assert.Contains("(PartitionKey='p',RowKey='1')", call.Url, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TableCreated_IsNamedByWhatIsSent()
    {
        const string Body = """{"TableName":"MyHubHistory"}""";

        var call = Parser.Parse(Side.Host, StorageService.Table, "POST", "/a/Tables", new HeaderDictionary(), Body);

        Assert.Equal(("Table MyHubHistory CreateTable", Maker.Durable), (call.Kind, call.Maker));
    }
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace LaunchAgent.Tests.Support;

/// <summary>
/// Tells from a request of the storage REST API what is called, and on whose behalf. Addresses are those of an emulator: the account
/// comes first.
/// </summary>
/// <param name="taskHub">The name of the Durable task hub, by which its queues, tables and containers are known.</param>
public sealed partial class CallParser(string taskHub)
{
    private readonly string _hubPrefix = taskHub.ToLowerInvariant() + "-";
    private readonly string[] _hubTables = [taskHub + "History", taskHub + "Instances", taskHub + "Partitions"];

    /// <summary>Whether a request cannot be told without what it sends: the name of a table may be only there.</summary>
    public static bool NeedsBody(StorageService service, string method, string target) =>
        service == StorageService.Table && method == "POST" && PathOf(target) is var path
        && (path.EndsWith("/$batch", StringComparison.Ordinal) || path.EndsWith("/Tables", StringComparison.Ordinal));

    /// <param name="side">Who calls.</param>
    /// <param name="service">What is called.</param>
    /// <param name="method">The verb.</param>
    /// <param name="target">Path and query as sent.</param>
    /// <param name="headers">All that was sent along.</param>
    /// <param name="body">What is sent; needed only where <see cref="NeedsBody"/> says so.</param>
    public StorageCall Parse(Side side, StorageService service, string method, string target, IHeaderDictionary headers, string body = "")
    {
        var path = PathOf(target);
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var request = new Request(
            method,
            segments.ElementAtOrDefault(1) ?? "",
            string.Join('/', segments.Skip(2)),
            QueryHelpers.ParseQuery(target[path.Length..]),
            headers,
            body);
        var inner = request.Name == "$batch" ? InnerRequests().Matches(body) : null;
        var (resource, operation) = service switch
        {
            StorageService.Blob => (request.Name, BlobOperation(request)),
            StorageService.Queue => (request.Name, QueueOperation(request)),
            _ when inner is not null => (TableOfUrl(inner.FirstOrDefault()?.Groups["url"].Value ?? ""), "EntityGroupTransaction"),
            _ => (TableOf(request), TableOperation(request)),
        };
        return new StorageCall
        {
            Side = side,
            Service = service,
            Maker = side == Side.Worker ? Maker.App : MakerInHost(service, resource, request.Rest),
            Resource = resource,
            Operation = operation,
            Url = string.Join('\n', [target, .. inner?.Select(line => line.Groups["line"].Value) ?? []]),
            Mutates = method is not ("GET" or "HEAD"),
            Size = inner?.Count ?? 1,
        };
    }

    private static string PathOf(string target) => target.Split('?', 2)[0];

    private Maker MakerInHost(StorageService service, string resource, string rest) => service switch
    {
        StorageService.Table when _hubTables.Contains(resource, StringComparer.OrdinalIgnoreCase) => Maker.Durable,
        StorageService.Table => Maker.Host,
        _ when resource.StartsWith(_hubPrefix, StringComparison.Ordinal) => Maker.Durable,
        StorageService.Queue when resource.Length > 0 => Maker.Listener,
        // A timer is run by who holds its lock, a blob that is named after the function; its last time is in another.
        StorageService.Blob when resource == "azure-webjobs-hosts" && TimerBlobs().IsMatch(rest) => Maker.Timers,
        _ => Maker.Host,
    };

    private static string BlobOperation(Request request) => (request.Level, request.Component, request.Method) switch
    {
        (_, "lease", _) => $"{Capitalised(request.Headers["x-ms-lease-action"].ToString())}Lease",
        (0, "list", _) => "ListContainers",
        (1, "list", _) => "ListBlobs",
        (1, "", "PUT") => "CreateContainer",
        (1, "", "DELETE") => "DeleteContainer",
        (1, "", _) => "GetContainerProperties",
        (2, "", "PUT") => request.Headers.ContainsKey("x-ms-copy-source") ? "CopyBlob" : "PutBlob",
        (2, "", "GET") => "GetBlob",
        (2, "", "HEAD") => "GetBlobProperties",
        (2, "", "DELETE") => "DeleteBlob",
        (2, "metadata", "PUT") => "SetBlobMetadata",
        (2, "metadata", _) => "GetBlobMetadata",
        (2, "block", _) => "PutBlock",
        (2, "blocklist", "PUT") => "PutBlockList",
        (2, "blocklist", _) => "GetBlockList",
        (2, "appendblock", _) => "AppendBlock",
        (2, "properties", _) => "SetBlobProperties",
        _ => request.Other,
    };

    private static string QueueOperation(Request request) => (request.Level, request.Rest, request.Component, request.Method) switch
    {
        (0, _, "list", _) => "ListQueues",
        (1, _, "", "PUT") => "CreateQueue",
        (1, _, "", "DELETE") => "DeleteQueue",
        (1, _, "metadata", "PUT") => "SetQueueMetadata",
        (1, _, "metadata", _) => "GetQueueMetadata",
        (2, "messages", _, "GET") => request.Query.ContainsKey("peekonly") ? "PeekMessages" : "GetMessages",
        (2, "messages", _, "POST") => "PutMessage",
        (2, "messages", _, "DELETE") => "ClearMessages",
        (2, _, "", "PUT") => "UpdateMessage",
        (2, _, "", "DELETE") => "DeleteMessage",
        _ => request.Other,
    };

    private static string TableOperation(Request request)
    {
        var keys = request.Name.IndexOf('(', StringComparison.Ordinal) is var start and >= 0 ? request.Name[start..] : null;
        var conditional = request.Headers.ContainsKey("If-Match");
        return (request.Name.StartsWith("Tables", StringComparison.Ordinal), keys, request.Component, request.Method) switch
        {
            (true, null or "()", "", "GET") => "QueryTables",
            (true, null, "", "POST") => "CreateTable",
            (true, not null, "", "DELETE") => "DeleteTable",
            (false, "()", "", "GET") => "QueryEntities",
            (false, null, "", "POST") when request.Level > 0 => "InsertEntity",
            (false, not null, "", "GET") => "GetEntity",
            (false, not null, "", "DELETE") => "DeleteEntity",
            (false, not null, "", "PUT") => conditional ? "UpdateEntity" : "InsertOrReplaceEntity",
            (false, not null, "", "PATCH" or "MERGE") => conditional ? "MergeEntity" : "InsertOrMergeEntity",
            _ => request.Other,
        };
    }

    private static string TableOf(Request request) => request.Name switch
    {
        "Tables" => TableNames().Match(request.Body).Groups["name"].Value,
        var name => name.Split('(') is ["Tables", var quoted] ? Uri.UnescapeDataString(quoted).Trim('\'', ')') : name.Split('(')[0],
    };

    private static string TableOfUrl(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Segments[^1].Split('(')[0] : "";

    private static string Capitalised(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];

    [GeneratedRegex(@"^(?<line>(GET|PUT|POST|MERGE|PATCH|DELETE) (?<url>\S+)) HTTP/1\.1\r?$", RegexOptions.Multiline)]
    private static partial Regex InnerRequests();

    [GeneratedRegex(@"^timers/|\.Listener$")]
    private static partial Regex TimerBlobs();

    [GeneratedRegex("\"TableName\"\\s*:\\s*\"(?<name>[^\"]*)\"")]
    private static partial Regex TableNames();

    private sealed record Request(
        string Method, string Name, string Rest, Dictionary<string, StringValues> Query, IHeaderDictionary Headers, string Body)
    {
        /// <summary>What is meant: 0 the account, 1 a container, queue or table, 2 what is in it.</summary>
        public int Level => Name.Length == 0 ? 0 : Rest.Length == 0 ? 1 : 2;

        public string Component => Query.GetValueOrDefault("comp").ToString();

        /// <summary>What has no name here keeps that of the wire.</summary>
        public string Other => Component.Length == 0 ? Method : $"{Method} {Component}";
    }
}

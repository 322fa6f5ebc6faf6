using System.Net;
using System.Net.Http.Json;
using System.Text;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>One app that all tests of a class talk to by HTTP.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    /// <summary>A queue that the app's agent serves as soon as somebody creates it.</summary>
    public const string ExtraQueue = "extra";

    private AppProcess _app = null!;

    internal AppProcess App => _app;

    public HttpClient Http => _app.Http;

    public string Folder => _app.Folder;

    public async Task InitializeAsync() => _app = await AppProcess.StartedAsync(("LAUNCH_AGENT_QUEUES", $"default,{ExtraQueue}"));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Submits a launch of a shell script and returns its id.</summary>
    public async Task<string> SubmitAsync(string script, object? more = null)
    {
        var spec = new Dictionary<string, object?> { ["command"] = new[] { "sh", "-c", script }, ["working_dir"] = Folder };
        foreach (var property in more?.GetType().GetProperties() ?? [])
            spec[property.Name] = property.GetValue(more);
        return (await ReadAsync<LaunchView>(await Http.PostAsJsonAsync("launches", spec), HttpStatusCode.Created)).Id;
    }

    public async Task<T> GetAsync<T>(string route) => await ReadAsync<T>(await Http.GetAsync(new Uri(route, UriKind.Relative)), HttpStatusCode.OK);

    public async Task<T> PostAsync<T>(string route, object? body, HttpStatusCode status) =>
        await ReadAsync<T>(await Http.PostAsJsonAsync(route, body, ContractJson.Options), status);

    /// <summary>Waits until a launch has ended.</summary>
    public async Task<WaitedLaunch> EndAsync(string id)
    {
        var result = await PostAsync<WaitResult>("launches/wait", new { ids = new[] { id } }, HttpStatusCode.OK);
        Assert.False(result.TimedOut, $"Launch {id} has not ended.");
        return Assert.Single(result.Done);
    }

    /// <summary>Sends a body as it is, and reads the problem that is the answer.</summary>
    public async Task<ProblemDocument> RefusedAsync(string method, string route, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(route, UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var answer = await Http.SendAsync(request);
        Assert.Equal(ProblemDocument.MediaType, answer.Content.Headers.ContentType?.MediaType);
        return await ReadAsync<ProblemDocument>(answer, answer.StatusCode);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return ContractJson.Deserialize<T>(text)!;
    }
}

using System.Net;
using System.Net.Http.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Tests.Integration.EndToEnd;

/// <summary>Template values and macros as a real command sees them.</summary>
public sealed class TemplateTests(ApiHost api) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Launch_TemplateValueAndAttemptMacro_ReachTheCommandInEveryAttempt()
    {
        var queue = new
        {
            resource_args = new { env = new { gpus = "{{gpus}} of 8", zone = "{{zone}}", place = "/out/${run_id}/${attempt}" } },
            template_variables = new { gpus = new { type = "integer", maximum = 8 }, zone = new { type = "string", @default = "${attempt}" } },
        };
        var put = await api.Http.PutAsJsonAsync(new Uri($"queues/{ApiHost.ExtraQueue}", UriKind.Relative), queue, ContractJson.Options);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);

        var id = await api.SubmitAsync("echo \"$gpus|$zone|$place|$1\"; exit 1", new
        {
            queue = ApiHost.ExtraQueue,
            run_id = "r1",
            args = new[] { "sh", "try-${attempt}" },
            template_variables = new { gpus = 2 },
            retry = new { max_retries = 1, initial_seconds = 0, max_seconds = 0 },
        });

        Assert.Equal(LaunchState.Failed, (await api.EndAsync(id)).State);
        Assert.Equal("2 of 8|${attempt}|/out/r1/1|try-1", await OutputAsync(id, 1));
        Assert.Equal("2 of 8|${attempt}|/out/r1/2|try-2", await OutputAsync(id, 2));
    }

    private async Task<string> OutputAsync(string id, int attempt) =>
        Assert.Single((await api.GetAsync<LogPage>($"launches/{id}/logs?attempt={attempt}")).Lines).Text;
}

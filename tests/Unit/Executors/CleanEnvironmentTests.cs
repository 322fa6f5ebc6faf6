using System.Collections;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Executors.Process;

namespace LaunchAgent.Tests.Unit.Executors;

public sealed class CleanEnvironmentTests
{
    [Fact]
    public void From_AgentsEnvironment_KeepsOnlyWhatAProgramNeeds()
    {
        var clean = CleanEnvironment.From(new Hashtable
        {
            ["PATH"] = "/bin",
            ["LC_ALL"] = "C",
            ["DOTNET_ROOT"] = "/d",
            ["AzureWebJobsStorage"] = "secret",
            ["LAUNCH_AGENT_NAME"] = "a",
            ["WANDB_API_KEY"] = "secret",
            ["HTTPS_PROXY"] = "http://user:secret@proxy",
        });

        Assert.Equal(["DOTNET_ROOT", "LC_ALL", "PATH"], clean.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void For_RequestsOwnValues_WinOverTheBaseButNotOverWhatTheExecutorPromises()
    {
        var request = new AttemptRequest(
            "k-2", "k", "r", 2, ["true"], null, new Dictionary<string, string> { ["PATH"] = "/mine", ["LAUNCH_ATTEMPT"] = "9", ["X"] = "y" }, new Dictionary<string, string>(), true);

        var environment = CleanEnvironment.For(request, "/result", new Dictionary<string, string> { ["PATH"] = "/bin", ["HOME"] = "/root" });

        Assert.Equal(("/mine", "/root", "y"), (environment["PATH"], environment["HOME"], environment["X"]));
        Assert.Equal(("k", "r", "2", "/result"), (environment["LAUNCH_ID"], environment["LAUNCH_RUN_ID"], environment["LAUNCH_ATTEMPT"], environment["LAUNCH_RESULT_FILE"]));
    }
}

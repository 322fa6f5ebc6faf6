using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using FunctionsEmulator.Faults;
using LaunchAgent.Tests.Integration.Azurite;
using LaunchAgent.Tests.Integration.Worker;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Tests.Integration.Faults;

public sealed class HostScopeTests
{
    [Fact]
    public async Task Calls_OfHostAndFunction_AreToldApart()
    {
        var (input, output) = (TestHost.NewQueue(), TestHost.NewQueue());
        await input.CreateAsync();
        await output.CreateAsync();
        var builder = TestHost.CreateBuilder(typeof(CopyFunction));
        builder.Configuration["TEST_QUEUE"] = input.Name;
        builder.Configuration["TEST_OUTPUT"] = output.Name;
        var faults = new StorageFaults();
        var done = new BlockingCollection<string>();
        builder.Services.AddSingleton(faults).AddSingleton(done);
        var deleted = faults.Add(new FaultRule { OnlyScopes = [FaultScope.Listener], UriContains = input.Name });

        await using (await TestHost.StartAsync(builder))
        {
            await input.SendMessageAsync("text");
            Assert.True(done.TryTake(out _, TimeSpan.FromSeconds(20)));
        }

        // The host has stopped: it deletes the message of a function that ended.
        Assert.Equal(1, deleted.Seen);
        Assert.Equal([("Copy", "POST messages", 1)], faults.Counts.All().Where(c => c.Scope == "Copy"));
        Assert.True(faults.Counts.Of(FaultScope.Listener, "GET messages") > 0);
        Assert.Equal(1, faults.Counts.Of(FaultScope.Listener, "DELETE message"));
    }

    public sealed class CopyFunction(IEnumerable<HttpPipelinePolicy> policies, IConfiguration settings, BlockingCollection<string> done)
    {
        [Function("Copy")]
        public async Task Run([QueueTrigger("%TEST_QUEUE%")] string text)
        {
            var options = new QueueClientOptions();
            foreach (var policy in policies)
                options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
            await new QueueClient(AzuriteServer.ConnectionString, settings["TEST_OUTPUT"], options).SendMessageAsync(text);
            done.Add(text);
        }
    }
}

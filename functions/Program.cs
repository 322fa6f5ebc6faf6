using LaunchAgent.Functions;
using LaunchAgent.Functions.Executors.Shims;
using LaunchAgent.Functions.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// Before anything else is loaded: a shim must start fast (Executors/Shims).
if (ShimProgram.TryRun(args) is { } code)
    return code;

return await RunHostAsync(args);

// A method of its own, because the types a method names are loaded before its first line runs.
static async Task<int> RunHostAsync(string[] args)
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.UseMiddleware<InvocationTrace>();
    builder.UseMiddleware<HttpFaults>();
    builder.Services.AddLaunchAgent(builder.Configuration);
    await builder.Build().RunAsync();
    return 0;
}

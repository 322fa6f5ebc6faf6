using LaunchAgent.Functions;
using LaunchAgent.Functions.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<InvocationTrace>();
builder.UseMiddleware<ExceptionMiddleware>();
builder.Services.AddLaunchAgent(builder.Configuration);
await builder.Build().RunAsync();

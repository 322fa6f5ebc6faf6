using System.Diagnostics;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Moq;

namespace LaunchAgent.Tests.Unit.Http;

public sealed class InvocationTraceTests
{
    private const string Host = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Caller = "00-11111111111111111111111111111111-b7ad6b7169203331-00";

    // The key under which the worker's ASP.NET Core integration keeps the request of an invocation.
    private const string HttpContextKey = "HttpRequestContext";

    [Theory]
    [InlineData(Host, null, "0af7651916cd43dd8448eb211c80319c")]
    [InlineData(Host, Caller, "11111111111111111111111111111111")]
    [InlineData(Host, "nonsense", "0af7651916cd43dd8448eb211c80319c")]
    public async Task Invoke_FunctionRuns_InTheTraceOfTheCallerElseOfTheHost(string host, string? caller, string expected) =>
        Assert.Equal(expected, await TraceInAsync(host, caller));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0-0-0")]
    public async Task Invoke_NobodyNamesATrace_HasOneOfItsOwn(string? host)
    {
        Assert.Null(Activity.Current);

        var trace = await TraceInAsync(host, caller: null);

        Assert.Matches("^(?!0{32})[0-9a-f]{32}$", trace);
        Assert.Null(Activity.Current);
    }

    private static async Task<string?> TraceInAsync(string? host, string? caller)
    {
        var http = new DefaultHttpContext();
        if (caller is not null)
            http.Request.Headers.TraceParent = caller;
        var context = new Mock<FunctionContext>();
        context.Setup(c => c.TraceContext).Returns(Mock.Of<TraceContext>(trace => trace.TraceParent == host));
        context.Setup(c => c.FunctionDefinition).Returns(Mock.Of<FunctionDefinition>(definition => definition.Name == "GetLaunch"));
        context.Setup(c => c.Items).Returns(new Dictionary<object, object> { [HttpContextKey] = http });
        string? trace = null;
        await new InvocationTrace().Invoke(context.Object, _ =>
        {
            trace = Activity.Current?.TraceId.ToString();
            return Task.CompletedTask;
        });
        return trace;
    }
}

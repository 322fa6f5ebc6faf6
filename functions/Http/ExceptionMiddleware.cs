using System.Diagnostics;
using System.Globalization;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Functions.Http;

/// <summary>Answers for HTTP functions that throw: a problem that names the trace, and nothing of what went wrong inside.</summary>
public sealed class ExceptionMiddleware(ILogger<ExceptionMiddleware> logger) : IFunctionsWorkerMiddleware
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var traceId = Activity.Current?.TraceId.ToString() ?? context.InvocationId;
            var problem = ProblemFactory.Of(fault) with { TraceId = traceId };
            logger.RequestFailed(fault, context.FunctionDefinition.Name, problem.Status, traceId);
            await WriteAsync(http.Response, problem, context.CancellationToken);
        }
    }

    private static Task WriteAsync(HttpResponse response, ProblemDocument problem, CancellationToken cancellationToken)
    {
        response.Clear();
        response.StatusCode = problem.Status;
        response.ContentType = ProblemDocument.MediaType;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return response.WriteAsync(ContractJson.Serialize(problem), cancellationToken);
    }
}

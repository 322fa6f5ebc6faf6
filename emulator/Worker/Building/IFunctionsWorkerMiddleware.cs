namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Code around every invocation.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs around the rest of the pipeline.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="next">The rest of the pipeline.</param>
    /// <returns>A task that ends with the invocation.</returns>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}

namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>A part of the invocation pipeline.</summary>
/// <param name="context">The invocation.</param>
/// <returns>A task that ends with the invocation.</returns>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where an isolated-worker function app starts.</summary>
public class FunctionsApplication
{
    /// <summary>A builder with the usual configuration and logging.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The builder.</returns>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}

using FunctionsEmulator.Hosting;
using FunctionsEmulator.Http;
using FunctionsEmulator.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds a function app. What it builds here is the emulator's host with the app inside, in one process.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly WebApplicationBuilder _builder;
    private bool _built;

    internal FunctionsApplicationBuilder(string[] args)
    {
        _builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = System.Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        _builder.Configuration.AddCommandLine(args, new Dictionary<string, string> { ["--port"] = "EMULATOR_PORT" });
        LocalSettings.AddTo(_builder.Configuration, AppContext.BaseDirectory);
    }

    /// <inheritdoc/>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_builder).Properties;

    /// <summary>The app's settings: environment variables, then <c>local.settings.json</c>.</summary>
    public ConfigurationManager Configuration => _builder.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <inheritdoc/>
    public IHostEnvironment Environment => _builder.Environment;

    /// <inheritdoc/>
    public ILoggingBuilder Logging => _builder.Logging;

    /// <inheritdoc/>
    public IMetricsBuilder Metrics => _builder.Metrics;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _builder.Services;

    internal EmulatorSetup Emulator { get; } = new();

    /// <summary>Builds the host. It refuses to start when a function cannot run, and names every problem at once.</summary>
    /// <returns>The host.</returns>
    /// <exception cref="InvalidOperationException">It was built before.</exception>
    public IHost Build()
    {
        ThrowIfBuilt();
        _built = true;
        EmulatorServices.AddTo(this);
        HttpServer.Configure(_builder.WebHost, Configuration);
        var app = _builder.Build();
        HttpServer.Configure(app);
        return app;
    }

    /// <inheritdoc/>
    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_builder).ConfigureContainer(factory, configure);

    /// <inheritdoc/>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ThrowIfBuilt();
        Emulator.Middleware.Add(middleware);
        return this;
    }

    private void ThrowIfBuilt()
    {
        if (_built)
            throw new InvalidOperationException("The application has already been built.");
    }
}

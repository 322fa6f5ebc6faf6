using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsEmulator.Invocation;

/// <summary>The context of one run, with a scope of services that lives as long.</summary>
internal sealed class InvocationContext : FunctionContext, IAsyncDisposable
{
    private readonly FunctionInvocation _invocation;
    private readonly IServiceScopeFactory _scopes;
    private AsyncServiceScope? _scope;
    private IServiceProvider? _services;

    public InvocationContext(FunctionInvocation invocation, IServiceScopeFactory scopes)
    {
        _invocation = invocation;
        _scopes = scopes;
        BindingContext = new TriggerData(invocation.Data);
        TraceContext = new Trace(Activity.Current);
        Items = new Dictionary<object, object>(invocation.Items);
        Features = new InvocationFeatures();
        invocation.Context = this;

        // Results are written with the services of this run, as in the real worker, not with those of the web server.
        if (this.GetHttpContext() is { } http)
            http.RequestServices = InstanceServices;
    }

    public FunctionInvocation Invocation => _invocation;

    public override string InvocationId => _invocation.Id;

    public override string FunctionId => FunctionDefinition.Id;

    public override TraceContext TraceContext { get; }

    public override BindingContext BindingContext { get; }

    public override RetryContext RetryContext { get; } = new NoRetries();

    // Made when first asked for: a replayed orchestrator is often left without an end, and should leave nothing open.
    public override IServiceProvider InstanceServices
    {
        get => _services ??= (_scope = _scopes.CreateAsyncScope()).Value.ServiceProvider;
        set => _services = value;
    }

    public override FunctionDefinition FunctionDefinition => _invocation.Function.Definition;

    public override IDictionary<object, object> Items { get; set; }

    public override IInvocationFeatures Features { get; }

    public override CancellationToken CancellationToken => _invocation.CancellationToken;

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;

    private sealed class TriggerData(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class NoRetries : RetryContext
    {
        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }

    private sealed class Trace(Activity? activity) : TraceContext
    {
        public override string TraceParent { get; } = activity?.Id ?? "";

        public override string TraceState { get; } = activity?.TraceStateString ?? "";
    }
}

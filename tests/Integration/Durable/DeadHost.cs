using Azure.Core;
using Azure.Core.Pipeline;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>
/// Stands before the network and plays a host that dies at its n-th storage call, before or after it took effect: from then on
/// nothing is sent and nothing is answered.
/// </summary>
internal sealed class DeadHost(int dieAt, bool after) : HttpPipelinePolicy
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>Ends when the host dies.</summary>
    public Task Died => _died.Task;

    public int Calls => _calls;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var call = Interlocked.Increment(ref _calls);
        if (call < dieAt || (call == dieAt && after))
            await ProcessNextAsync(message, pipeline);
        if (call < dieAt)
            return;
        _died.TrySetResult();
        await Task.Delay(Timeout.Infinite, message.CancellationToken);
    }
}

using Grpc.Core;

namespace LaunchAgent.LocalHost.Protocol;

/// <summary>Where worker processes call in. Only those that this host has started know an id to call with.</summary>
internal sealed class WorkerService(Func<string, WorkerChannel?> channelOf) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken)
            || channelOf(requestStream.Current.StartStream?.WorkerId ?? "") is not { } channel)
            throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "This host has not started you."));
        await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
    }
}

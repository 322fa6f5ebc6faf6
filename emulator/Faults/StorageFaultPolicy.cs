using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using FunctionsEmulator.Tables.Entities;
using FunctionsEmulator.Tables.Wire;

namespace FunctionsEmulator.Faults;

/// <summary>Stands before the network of every storage client, after its retries, and does to a call what <see cref="StorageFaults"/> says.</summary>
internal sealed class StorageFaultPolicy(StorageFaults faults, TimeProvider time) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessAsync(message, pipeline).AsTask().GetAwaiter().GetResult();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var request = message.Request;
        var rule = faults.Begin(request.Method.Method, request.Uri.ToString(), () => Text(request.Content), out var call);
        int? status = null;
        try
        {
            if (rule?.Action == FaultAction.Delay)
                await Task.Delay(rule.Delay, time, message.CancellationToken).ConfigureAwait(false);

            switch (rule?.Action)
            {
                case FaultAction.Fail:
                    throw Broken(rule, "The call was not sent.");
                case FaultAction.KillBefore:
                    faults.End(call, null);
                    faults.Kill();
                    return;
                case FaultAction.Busy:
                    message.Response = Busy(request);
                    break;
                default:
                    await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
                    break;
            }

            status = message.Response.Status;
            if (rule?.Action == FaultAction.LoseAnswer)
            {
                message.Response.Dispose();
                throw Broken(rule, "The answer was lost.");
            }
        }
        finally
        {
            if (rule?.Action != FaultAction.KillBefore)
                faults.End(call, status);
        }

        if (rule?.Action == FaultAction.KillAfter)
            faults.Kill();
    }

    // What Azure.Core's transport throws for a broken connection, and its retries after their last one.
    private static Exception Broken(FaultRule rule, string what)
    {
        var broken = new RequestFailedException(0, $"{what} (EMULATOR_FAULTS)", new IOException("Connection reset by peer"));
        return rule.Retriable ? broken : new AggregateException("Retry failed after 4 tries.", broken);
    }

    private static PartResponse Busy(Request request)
    {
        const string Code = "ServerBusy";
        const string Message = "The server is currently unable to receive requests. Please retry your request.";
        if (request.Headers.Contains("DataServiceVersion"))
            return new Refusal(Code, Message).ToResponse(503, "Server Busy");

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["x-ms-error-code"] = Code,
            ["Content-Type"] = "application/xml",
        };
        return new PartResponse(503, "Server Busy", headers, Encoding.UTF8.GetBytes($"<Error><Code>{Code}</Code><Message>{Message}</Message></Error>"));
    }

    private static string Text(RequestContent? content)
    {
        using var text = new MemoryStream();
        content?.WriteTo(text, CancellationToken.None);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}

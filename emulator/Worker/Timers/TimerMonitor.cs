using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsEmulator.Hosting;
using FunctionsEmulator.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FunctionsEmulator.Timers;

/// <summary>Keeps the last run of each timer in a blob, where the real host keeps it, so that a restart knows what it missed.</summary>
internal sealed class TimerMonitor(EmulatorSetup setup, IConfiguration app, StorageConnections storage, ILogger<TimerMonitor> logger)
{
    private const string Container = "azure-webjobs-hosts";

    // Apps that share a storage account are told apart by their host id.
    private readonly string _hostId = app["AzureFunctionsWebHost:hostid"]
        ?? (setup.FunctionTypes is null ? $"emulator-{AppDomain.CurrentDomain.FriendlyName}" : $"emulator-{Guid.NewGuid():n}");

    public async Task<ScheduleStatus?> ReadAsync(string function, CancellationToken cancellationToken)
    {
        try
        {
            var content = await Blob(function).DownloadContentAsync(cancellationToken);
            return content.Value.Content.ToObjectFromJson<ScheduleStatus>();
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            Log.StatusNotRead(logger, function, exception);
            return null;
        }
    }

    /// <summary>Writes the status. A failure is logged only: the timer goes on.</summary>
    public async Task WriteAsync(string function, ScheduleStatus status, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await Blob(function).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, cancellationToken);
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                await storage.CreateContainer(Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
                await Blob(function).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true, cancellationToken);
            }
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            Log.StatusNotWritten(logger, function, exception);
        }
    }

    // Storage that does not answer at all is an exception of all tries together.
    private static bool IsOutage(Exception exception) => exception is RequestFailedException or AggregateException;

    private BlobClient Blob(string function) => storage.CreateContainer(Container).GetBlobClient($"timers/{_hostId}/{function}/status");
}

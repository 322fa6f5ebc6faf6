using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Storage;

namespace LaunchAgent.LocalHost.Jobs;

/// <summary>
/// When each timer ran, in a blob of its own. The one of Microsoft.Azure.WebJobs.Extensions 3.0.6 names a class that
/// Microsoft.Azure.WebJobs.Host.Storage 5 no longer has; this one reads and writes the same blobs.
/// </summary>
internal sealed class BlobScheduleMonitor(IAzureBlobStorageProvider storage, IHostIdProvider host, ILogger<BlobScheduleMonitor> logger)
    : ScheduleMonitor
{
    private readonly Lazy<BlobContainerClient> _container = new(() =>
        storage.TryCreateHostingBlobContainerClient(out var container)
            ? container
            : throw new InvalidOperationException("The setting AzureWebJobsStorage names no storage account that blobs can be kept in."));

    public override async Task<ScheduleStatus?> GetStatusAsync(string timerName)
    {
        try
        {
            var content = await (await BlobAsync(timerName)).DownloadContentAsync();
            return JsonSerializer.Deserialize<ScheduleStatus>(content.Value.Content);
        }
        catch (RequestFailedException missing) when (missing.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    public override async Task UpdateStatusAsync(string timerName, ScheduleStatus status)
    {
        try
        {
            // The container is there: the timer's lock, a lease on another blob in it, has been taken before.
            await (await BlobAsync(timerName)).UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true);
        }
        catch (Exception failure)
        {
            // The timer goes on without: at worst a firing that was missed is not made up for.
            logger.LogError(failure, "When {Timer} ran could not be written down.", timerName);
        }
    }

    private async Task<BlobClient> BlobAsync(string timerName) =>
        _container.Value.GetBlobClient($"timers/{await host.GetHostIdAsync(CancellationToken.None)}/{timerName}/status");
}

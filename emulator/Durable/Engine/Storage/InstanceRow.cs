using Azure.Data.Tables;
using FunctionsEmulator.Durable.Instances;
using Microsoft.DurableTask.Client;

namespace FunctionsEmulator.Durable.Storage;

/// <summary>An instance as a table row.</summary>
internal static class InstanceRow
{
    /// <summary>The row key. History rows start with a hex digit, so it sorts behind them.</summary>
    public const string Key = "instance";

    /// <summary>Whether the row is of an instance that has ended.</summary>
    public const string Finished = "Finished";

    /// <summary>The whole row, for an instance that is new.</summary>
    public static TableEntity Whole(Instance instance)
    {
        var row = Changing(instance);
        row["ExecutionId"] = instance.ExecutionId;
        row["Name"] = instance.Name;
        row["Version"] = instance.Version;
        row["CreatedAt"] = instance.CreatedAt;
        ChunkedText.Write(row, "Input", instance.Input);
        return row;
    }

    /// <summary>What a step may change, to be merged into the row.</summary>
    public static TableEntity Changing(Instance instance)
    {
        var row = new TableEntity(instance.Id, Key)
        {
            ["Status"] = instance.Status.ToString(),
            [Finished] = instance.IsFinished,
            ["LastUpdatedAt"] = instance.LastUpdatedAt,
            ["Batches"] = instance.Batches,
            ["StepId"] = instance.StepId,
            // A merge cannot take a property away, and JSON is never empty.
            ["CustomStatus"] = instance.CustomStatus ?? "",
        };
        ChunkedText.Write(row, "Output", instance.Output);
        return row;
    }

    public static Instance Read(TableEntity row) =>
        new(row.PartitionKey, row.GetString("ExecutionId")!, row.GetString("Name")!, row.GetString("Version")!,
            ChunkedText.Read(row, "Input"), row.GetDateTimeOffset("CreatedAt")!.Value)
        {
            Status = Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("Status")!),
            LastUpdatedAt = row.GetDateTimeOffset("LastUpdatedAt")!.Value,
            Batches = row.GetInt32("Batches")!.Value,
            StepId = row.GetString("StepId")!,
            CustomStatus = row.GetString("CustomStatus") is { Length: > 0 } status ? status : null,
            Output = ChunkedText.Read(row, "Output"),
            ETag = row.ETag,
        };
}

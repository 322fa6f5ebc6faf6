using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using FunctionsEmulator.Durable.History;
using FunctionsEmulator.Durable.Instances;

namespace FunctionsEmulator.Durable.Storage;

/// <summary>A history batch as table rows: one, unless it is large. The keys sort in the order of the steps.</summary>
internal static class HistoryRows
{
    // A row takes 1 MB, at two bytes a character.
    private const int CharactersPerRow = 10 * DurableLimits.Property;

    private const string Events = "Events";

    // Payloads are JSON inside JSON: without this, each of their quotes would take six characters.
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static IEnumerable<TableEntity> Write(Instance instance, int number, HistoryBatch batch)
    {
        var text = JsonSerializer.Serialize(batch, Json);
        for (var part = 0; part * CharactersPerRow < text.Length; part++)
        {
            var start = part * CharactersPerRow;
            var row = new TableEntity(instance.Id, Key(instance, number, part));
            ChunkedText.Write(row, Events, text.Substring(start, Math.Min(CharactersPerRow, text.Length - start)));
            yield return row;
        }
    }

    /// <summary>Which rows hold the history of this run under the instance's id, and not of an earlier one.</summary>
    public static string Filter(Instance instance) => TableClient.CreateQueryFilter(
        $"PartitionKey eq {instance.Id} and RowKey ge {instance.ExecutionId + "-"} and RowKey lt {instance.ExecutionId + "."}");

    /// <summary>Reads the batches of rows that are in the order of their keys.</summary>
    public static IEnumerable<HistoryBatch> Read(IEnumerable<TableEntity> rows) => rows
        .GroupBy(r => r.RowKey[..r.RowKey.LastIndexOf('-')])
        .Select(parts => parts.Aggregate(new StringBuilder(), (text, row) => text.Append(ChunkedText.Read(row, Events))))
        .Select(text => JsonSerializer.Deserialize<HistoryBatch>(text.ToString(), Json)!);

    private static string Key(Instance instance, int number, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{instance.ExecutionId}-{number:D6}-{part:D2}");
}

using System.Globalization;
using System.Text.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Requests;

/// <summary>Several launch specs in one request. Each stands alone; a key of the batch makes the whole of it repeatable.</summary>
/// <param name="IdempotencyKey">The key of the batch, from which each item has its own; null is none.</param>
/// <param name="Items">The specs, as JSON.</param>
public sealed record LaunchBatch(string? IdempotencyKey, IReadOnlyList<string> Items)
{
    /// <summary>The most items.</summary>
    public const int MostItems = 500;

    /// <summary>The whole body, in bytes as sent; each item is held to <see cref="SpecLimits.Bytes"/>.</summary>
    public const int Bytes = 8 * 1024 * 1024;

    /// <summary>Characters of the batch's key: those of its items have <c>/499</c> behind it.</summary>
    public const int LongestKey = SpecLimits.IdempotencyKey - 4;

    private const string ItemsField = "items";
    private const string KeyField = "idempotency_key";

    // Too deep an item is that item's problem, up to here.
    private const int Depth = 1024;

    private static readonly TextRule KeyRule = new(LongestKey);

    /// <summary>Reads a body; null when it is no batch, because it has no <c>items</c>. The problems are those of the batch, not of its items.</summary>
    /// <param name="text">The body.</param>
    /// <param name="headerKey">The value of the header <see cref="IdempotencyKeyHeader"/>; null when there is none.</param>
    public static ParsedRequest<LaunchBatch>? Parse(string text, string? headerKey)
    {
        try
        {
            using var document = JsonDocument.Parse(SpecText.ReplaceHalfPairs(text), new JsonDocumentOptions { MaxDepth = Depth });
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(ItemsField, out _)
                ? Read(document.RootElement, headerKey)
                : null;
        }
        catch (JsonException)
        {
            // Whoever reads it as a spec says where.
            return null;
        }
    }

    /// <summary>Reads one item. In a batch with a key its own is the batch's with <c>/</c> and its index, and it may not have another.</summary>
    public ParsedSpec ParseItem(int index)
    {
        var parsed = LaunchSpecParser.Parse(Items[index]);
        if (IdempotencyKey is not { } key)
        {
            return parsed;
        }

        if (parsed.Readable?.IdempotencyKey is not null)
        {
            var problem = new Problem(
                $"/{KeyField}", ProblemCodes.ConflictingField, "The batch has an idempotency key, which names its items as well. Leave the item's out, or the batch's.");
            return parsed with { Spec = null, Problems = [.. parsed.Problems, problem] };
        }

        return parsed with { Spec = Named(parsed.Spec), Readable = Named(parsed.Readable) };

        LaunchSpec? Named(LaunchSpec? spec) => spec is null ? null : spec with { IdempotencyKey = KeyOf(key, index) };
    }

    /// <summary>The idempotency key of an item of a batch with a key.</summary>
    public static string KeyOf(string batchKey, int index) => $"{batchKey}/{index.ToString(CultureInfo.InvariantCulture)}";

    private static ParsedRequest<LaunchBatch> Read(JsonElement root, string? headerKey)
    {
        var problems = new ProblemList();
        var reader = new ObjectReader(root, "", problems);
        foreach (var twice in root.EnumerateObject().CountBy(property => property.Name).Where(name => name.Value > 1))
        {
            problems.Add(reader.At(twice.Key), ProblemCodes.DuplicateField, "This name stands twice in the same object. Keep one.");
        }

        var items = reader.List(ItemsField, MostItems);
        if (items is [] || !reader.IsGiven(ItemsField))
        {
            problems.Add(reader.At(ItemsField), ProblemCodes.MissingField, $"Give the launch specs, from 1 to {MostItems} of them.");
        }

        var key = reader.Text(KeyField, KeyRule);
        if (key?.Contains(SpecText.NotText) == true)
        {
            problems.Add(reader.At(KeyField), ProblemCodes.InvalidUnicode, JsonChecks.NotText);
        }

        foreach (var (name, _) in reader.Unknown().TakeWhile(_ => !problems.IsFull))
        {
            problems.Add(
                reader.At(name),
                ProblemCodes.UnknownField,
                $"Beside {ItemsField} a batch has only {KeyField}. What is said of a launch stands in each item.",
                [KeyField, ItemsField]);
        }

        if (headerKey is not null)
        {
            KeyRule.Check(headerKey, reader.At(KeyField), problems);
            if (key is not null && key != headerKey)
            {
                problems.Add(reader.At(KeyField), ProblemCodes.ConflictingField, $"The header {IdempotencyKeyHeader.Name} and the body name two different keys. Give one of them, or the same in both.");
            }
        }

        return new ParsedRequest<LaunchBatch>(
            problems.Items.Count > 0 || items is null ? null : new LaunchBatch(headerKey ?? key, [.. items.Select(item => item.GetRawText())]), problems.Items);
    }
}

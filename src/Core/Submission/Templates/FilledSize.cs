using System.Text;
using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Queues;

namespace LaunchAgent.Core.Submission.Templates;

/// <summary>Holds what macros and variables become to the limits of the fields they stand in. A short macro may stand for a long text, many times.</summary>
internal static class FilledSize
{
    // What the longest entry takes that a spec can hold: four bytes a character.
    private const int EntryBytes = SpecLimits.Value * 4;

    public static IEnumerable<Problem> Check(LaunchSpec spec, QueueHeader header, Job? job, Filling filling)
    {
        var args = spec.Args ?? [];
        var env = spec.Env ?? new Dictionary<string, string>();
        return
        [
            .. args.SelectMany((text, index) => Entry(filling, text, JsonPointer.Append(SpecPointers.Args(spec), index))),
            .. env.SelectMany(variable => Entry(filling, variable.Value, JsonPointer.Append(SpecPointers.Env, variable.Key))),
            .. Field(filling.BytesOf(args, hasVariables: false) + (spec.Command ?? []).Sum(Encoding.UTF8.GetByteCount), SpecLimits.CommandBytes, SpecPointers.Args(spec)),
            .. Field(filling.BytesOf(env.Values, hasVariables: false) + env.Keys.Sum(Encoding.UTF8.GetByteCount), SpecLimits.EnvBytes, SpecPointers.Env),
            .. Field(ResourceArgsBytes(spec, header, job, filling), SpecLimits.ObjectBytes, PointerToArgs(spec)),
        ];
    }

    // Only when no part is out of all measure are they made, to see how large they are together.
    private static long ResourceArgsBytes(LaunchSpec spec, QueueHeader header, Job? job, Filling filling)
    {
        var texts = filling.BytesOf(TextsOf(header.Config.ResourceArgs), hasVariables: true)
            + filling.BytesOf(TextsOf(job?.Definition.ResourceArgs).Concat(TextsOf(spec.ResourceArgs)), hasVariables: false);
        return texts > 3 * SpecLimits.ObjectBytes || filling.ResourceArgs(job?.Definition.ResourceArgs, header.Config.ResourceArgs, spec.ResourceArgs) is not { } merged
            ? texts
            : JsonSerializer.SerializeToUtf8Bytes(merged, ContractJson.Options).Length;
    }

    private static IEnumerable<string> TextsOf(JsonElement? args) =>
        args is { } given ? JsonStrings.In(given, "").Where(text => !text.IsName).Select(text => text.Text) : [];

    private static string PointerToArgs(LaunchSpec spec) => spec.ResourceArgs is null && spec.TemplateVariables is { Count: > 0 }
        ? SpecPointers.TemplateVariables(spec)
        : SpecPointers.ResourceArgs(spec);

    private static IEnumerable<Problem> Entry(Filling filling, string text, string pointer) => filling.BytesOf([text], hasVariables: false) > EntryBytes
        ? [new Problem(pointer, ProblemCodes.TooLong, $"With its macros filled in, at most {EntryBytes} bytes.")]
        : [];

    private static IEnumerable<Problem> Field(long bytes, int most, string pointer) => bytes > most
        ? [new Problem(pointer, ProblemCodes.TooLarge, $"Merged, and with macros and template variables filled in, at most {most} bytes.")]
        : [];
}

using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Core.Submission.Templates;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>Generators of launch specs and of JSON that looks a little like one.</summary>
internal static class LaunchSpecGen
{
    private static readonly string[] FieldNames =
        [.. JsonDocument.Parse(LaunchSpecSchema.Text).RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name),
         "resource", "overrides", "docker", "uri", "git", "entity", "project", "_wandb_api_key", "type", "args", "kwargs", "state", "max_retries", "factor", "start_seconds", "name", "value"];

    public static Gen<string> Letters(int longest) =>
        from length in Gen.Choose(1, longest)
        from letters in Gen.ArrayOf(Gen.Elements('a', 'b', 'c', 'x', 'y', 'z', '0', '9'), length)
        select new string(letters);

    /// <summary>Text that may be content: any characters but NUL and half pairs.</summary>
    public static Gen<string> Content { get; } =
        from parts in Gen.ListOf(Gen.Elements("a", " ", "\n", "\t", "\"", "\\", "ä", "漢", "😀", "<", "&", "\u001b", "${run_id}", "{{x}}"))
        select string.Concat(parts);

    /// <summary>Any JSON, with field names among its names.</summary>
    public static Gen<JsonNode?> Json { get; } = Gen.Sized(size => JsonOf(Math.Min(size, 20)));

    public static Gen<LaunchSpec> Spec { get; } =
        from texts in Gen.ArrayOf(Gen.OrNull(Letters(60)), 13)
        from lists in Gen.ArrayOf(Gen.OrNull(Gen.ListOf(Content).Select(items => (IReadOnlyList<string>)[.. items.Take(16)])), 1)
        from words in Gen.ArrayOf(Gen.OrNull(Gen.ListOf(Letters(64)).Select(items => (IReadOnlyList<string>)[.. items.Take(16)])), 3)
        from env in Gen.OrNull(Map(Letters(20).Select(name => "E_" + name), Content))
        from secretEnv in Gen.OrNull(Map(Letters(20).Select(name => "S_" + name), Letters(20).SelectMany(name => Gen.Elements("setting://A" + name, $"keyvault://{name}/b"))))
        from files in Gen.OrNull(Map(Letters(20).Select(name => $"{name}/ü.txt"), Content))
        from config in Gen.OrNull(Letters(9).SelectMany(name => Plain.Select(value => new JsonObject { [name] = value })))
        from variables in Gen.OrNull(Map(Letters(9).Select(name => "v" + name), Gen.Elements("1", "2.5", "true", "\"x\"").Select(json => JsonDocument.Parse(json).RootElement)))
        from numbers in Gen.ArrayOf(Gen.OrNull(Gen.Choose(0, 100).Select(number => (object)number)), 8)
        from choice in Gen.Choose(0, 3)
        from time in Gen.OrNull(Gen.Choose(0, int.MaxValue).Select(seconds => (object)DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(choice)))
        from isActor in Gen.Elements(true, false)
        select new LaunchSpec
        {
            Queue = texts[0],
            IdempotencyKey = texts[1],
            Name = texts[2],
            Author = texts[3],
            Tags = words[0],
            Job = isActor ? texts[4] ?? "train:1" : texts[4],
            Image = texts[5],
            Command = isActor ? null : ["python", .. words[1] ?? []],
            Args = lists[0],
            WorkingDir = texts[6],
            Env = env,
            SecretEnv = secretEnv,
            Config = Element(config),
            Files = files,
            Executor = texts[7],
            ResourceArgs = Element(config),
            TemplateVariables = variables,
            Priority = choice == 3 ? null : (Priority)choice,
            Labels = words[2],
            ScheduledStartTime = (DateTimeOffset?)time,
            Retry = choice == 0 ? null : new RetryOptions { MaxRetries = (int?)numbers[0], InitialSeconds = (int?)numbers[1], Factor = numbers[2] is int factor ? 1 + factor / 20.0 : null, MaxSeconds = 100 + choice },
            Timeouts = choice == 1 ? null : new TimeoutOptions { StartSeconds = (int?)numbers[3], ReadySeconds = (int?)numbers[4], RunSeconds = (int?)numbers[5], StopGraceSeconds = (int?)numbers[6] },
            RunId = texts[8],
            SweepId = texts[9],
            CaptureLogs = numbers[7] is int odd ? odd % 2 == 1 : null,
            NotifyUrl = texts[10] is { } host ? $"https://{host}.example/x?y=1" : null,
            Traceparent = choice == 2 ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : null,
            Manager = texts[11],
            RegistrationId = texts[12],
            Actor = isActor ? new ActorSpec { Type = "lab.agents:Simulator", Args = [JsonDocument.Parse("[1,null]").RootElement], Kwargs = null, State = Element(config), Runtime = Element(config) } : null,
        };

    /// <summary>Any JSON that holds no keys.</summary>
    private static Gen<JsonNode?> Plain { get; } = Gen.Elements<Func<JsonNode?>>(
        () => null, () => 1, () => -2.5e300, () => JsonNode.Parse("123456789012345678901234567890"), () => "x\"\\\u0001 😀", () => new JsonArray(1, null, new JsonObject { ["a"] = true }), () => new JsonObject())
        .Select(make => make());

    private static Gen<IReadOnlyDictionary<string, T>> Map<T>(Gen<string> names, Gen<T> values) =>
        from pairs in Gen.ListOf(Gen.Zip(names, values, (name, value) => KeyValuePair.Create(name, value)))
        select (IReadOnlyDictionary<string, T>)pairs.Take(20).DistinctBy(pair => pair.Key).ToDictionary();

    private static Gen<JsonNode?> JsonOf(int size)
    {
        var leaf = Gen.OneOf(
            Gen.Constant((JsonNode?)null),
            Gen.Elements("0", "1", "-1", "1.5", "1e999", "-1e999", "2147483648", "1e-400", "true", "false").Select(json => JsonNode.Parse(json)),
            Content.Select(text => (JsonNode?)text),
            Letters(200).Select(text => (JsonNode?)text));
        if (size == 0)
        {
            return leaf;
        }

        var below = JsonOf(size / 3);
        var name = Gen.OneOf(Gen.Elements(FieldNames), Content);
        return Gen.OneOf(
            leaf,
            Gen.ListOf(below).Select(items => (JsonNode?)new JsonArray([.. items])),
            Gen.ListOf(Gen.Zip(name, below, (key, value) => KeyValuePair.Create(key, value))).Select(members => (JsonNode?)new JsonObject(members.DistinctBy(member => member.Key))),
            Gen.ListOf(Gen.Zip(name, below, (key, value) => KeyValuePair.Create(key, value))).Select(members => (JsonNode?)new JsonObject(members.DistinctBy(member => member.Key))));
    }

    private static JsonElement? Element(JsonObject? node) => node is null ? null : JsonSerializer.SerializeToElement(node);
}

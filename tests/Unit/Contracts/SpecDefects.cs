using System.Text.Json.Nodes;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>Defects that do not touch each other, so that any number of them can be in one spec. Framework and contracts only: the integration tests use them as well.</summary>
public static class SpecDefects
{
    public static IReadOnlyList<SpecDefect> All { get; } =
    [
        Field("schema_version", ProblemCodes.UnsupportedVersion, 2),
        Field("queue", ProblemCodes.InvalidFormat, "Not A Queue"),
        Field("idempotency_key", ProblemCodes.TooLong, Letters(257)),
        Field("name", ProblemCodes.ControlCharacter, "bell\u0007"),
        Field("author", ProblemCodes.WrongType, 5),
        Field("tags", ProblemCodes.TooMany, Texts(33)),
        Field("job", ProblemCodes.InvalidFormat, "team/project/train:v1"),
        Field("image", ProblemCodes.InvalidFormat, "two words"),
        new("/command/1", ProblemCodes.WrongType, spec => spec["command"] = new JsonArray("python", 3)),
        Field("args", ProblemCodes.WrongType, "--lr 0.1"),
        Field("working_dir", ProblemCodes.ControlCharacter, "a\nb"),
        In("env", "1A", ProblemCodes.InvalidFormat, "x"),
        In("env", "LAUNCH_ID", ProblemCodes.ReservedName, "x"),
        In("env", "NUMBER", ProblemCodes.WrongType, 1),
        In("env", "NUL", ProblemCodes.ControlCharacter, "a\0b"),
        In("secret_env", "KEY", ProblemCodes.InvalidFormat, "0123456789abcdef"),
        Field("config", ProblemCodes.WrongType, new JsonArray()),
        new("/files/..~1x", ProblemCodes.InvalidFormat, spec => Member(spec, "files")["../x"] = "content"),
        Field("executor", ProblemCodes.WrongType, true),
        In("resource_args", "api_key", ProblemCodes.SecretInSpec, "0123456789abcdef"),
        In("resource_args", "huge", ProblemCodes.OutOfRange, JsonNode.Parse("1e999")),
        In("template_variables", "v", ProblemCodes.WrongType, new JsonArray()),
        Field("priority", ProblemCodes.InvalidValue, "urgent"),
        new("/labels/0", ProblemCodes.TooLong, spec => spec["labels"] = new JsonArray(Letters(65))),
        Field("scheduled_start_time", ProblemCodes.InvalidFormat, "2031-05-01T12:00:00"),
        In("retry", "max_retries", ProblemCodes.OutOfRange, 101),
        In("retry", "factor", ProblemCodes.WrongType, "2"),
        In("retry", "colour", ProblemCodes.UnknownField, 1),
        In("timeouts", "run_seconds", ProblemCodes.OutOfRange, -1),
        In("timeouts", "start_seconds", ProblemCodes.WrongType, 1.5),
        Field("run_id", ProblemCodes.InvalidFormat, "a/b"),
        Field("sweep_id", ProblemCodes.TooLong, Letters(129)),
        Field("capture_logs", ProblemCodes.WrongType, "yes"),
        Field("notify_url", ProblemCodes.InvalidFormat, "ftp://example.org"),
        Field("traceparent", ProblemCodes.InvalidFormat, "00-1-2-3"),
        Field("manager", ProblemCodes.WrongType, new JsonObject()),
        Field("registration_id", ProblemCodes.InvalidFormat, "-x"),
        Field("colour", ProblemCodes.UnknownField, "red"),
    ];

    /// <summary>A spec with nothing wrong in it.</summary>
    public static JsonObject Valid() => new()
    {
        ["schema_version"] = 1,
        ["queue"] = "default",
        ["name"] = "baseline-7",
        ["command"] = new JsonArray("python", "train.py"),
        ["config"] = new JsonObject { ["lr"] = 0.001 },
    };

    private static SpecDefect Field(string name, string code, JsonNode? value) => new("/" + name, code, spec => spec[name] = value!.DeepClone());

    private static SpecDefect In(string parent, string name, string code, JsonNode? value) =>
        new($"/{parent}/{name}", code, spec => Member(spec, parent)[name] = value!.DeepClone());

    private static JsonObject Member(JsonObject spec, string name)
    {
        if (spec[name] is JsonObject present)
        {
            return present;
        }

        var created = new JsonObject();
        spec[name] = created;
        return created;
    }

    private static JsonArray Texts(int count) => [.. Enumerable.Range(0, count).Select(number => (JsonNode)$"t{number}")];

    private static string Letters(int count) => new('x', count);
}

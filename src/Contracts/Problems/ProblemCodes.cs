using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Contracts.Problems;

/// <summary>The codes of the problems which reading a spec can find. <c>docs/reference/launch-spec.md</c> lists them with their cures.</summary>
public static class ProblemCodes
{
    /// <summary>Two fields exclude each other.</summary>
    public const string ConflictingField = "conflicting_field";

    /// <summary>A control character where only text may stand, or NUL anywhere.</summary>
    public const string ControlCharacter = "control_character";

    /// <summary>A name twice in one object.</summary>
    public const string DuplicateField = "duplicate_field";

    /// <summary>A queue message is neither JSON nor base64 of JSON.</summary>
    public const string InvalidBase64 = "invalid_base64";

    /// <summary>A text does not have the form asked for.</summary>
    public const string InvalidFormat = "invalid_format";

    /// <summary>The text is not JSON.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>Half a surrogate pair, a non-character, or bytes that are not UTF-8.</summary>
    public const string InvalidUnicode = "invalid_unicode";

    /// <summary>A value outside the closed list of values.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>A field that must be given.</summary>
    public const string MissingField = "missing_field";

    /// <summary>A template variable without a default, to which the launch gives no value.</summary>
    public const string MissingTemplateVariable = "missing_template_variable";

    /// <summary>Nothing says what to run.</summary>
    public const string MissingSource = "missing_source";

    /// <summary>A W&amp;B run spec that asks for an image build, which this agent does not do.</summary>
    public const string NeedsBuild = "needs_build";

    /// <summary>A number below its minimum or above its maximum.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>A name that the agent keeps for itself.</summary>
    public const string ReservedName = "reserved_name";

    /// <summary>A secret as a value; specs carry references.</summary>
    public const string SecretInSpec = "secret_in_spec";

    /// <summary>Nested deeper than <see cref="SpecLimits.Depth"/>.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>A field or the whole spec takes too many bytes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>A text has too many characters.</summary>
    public const string TooLong = "too_long";

    /// <summary>A list or an object has too many entries.</summary>
    public const string TooMany = "too_many";

    /// <summary>More than <see cref="SpecLimits.Problems"/> problems; the rest is not listed.</summary>
    public const string TooManyProblems = "too_many_problems";

    /// <summary>A field that does not exist.</summary>
    public const string UnknownField = "unknown_field";

    /// <summary>A template variable that the queue does not declare.</summary>
    public const string UnknownTemplateVariable = "unknown_template_variable";

    /// <summary>A W&amp;B resource that no executor stands for.</summary>
    public const string UnsupportedResource = "unsupported_resource";

    /// <summary>A schema_version this agent does not speak.</summary>
    public const string UnsupportedVersion = "unsupported_version";

    /// <summary>A JSON value of another type than the field's.</summary>
    public const string WrongType = "wrong_type";
}

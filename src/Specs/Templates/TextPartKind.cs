namespace LaunchAgent.Specs.Templates;

/// <summary>What a part of a text is that may hold macros and template variables.</summary>
public enum TextPartKind
{
    /// <summary>Text that stays as it is.</summary>
    Literal,

    /// <summary>A macro: <c>${name}</c>.</summary>
    Macro,

    /// <summary>A template variable: <c>{{name}}</c>.</summary>
    Variable,
}

namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>What is wrong with a message that can never become a launch.</summary>
public enum MalformedKind
{
    NotJson,
    WrongType,
    MissingField,
    UnknownField,
    WrongVersion,
    TooLong,
    TooDeep,
    ControlCharacter,
    BrokenBase64,
    Several,
}

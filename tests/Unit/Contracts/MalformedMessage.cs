namespace LaunchAgent.Tests.Unit.Contracts;

/// <summary>A queue message that must be rejected.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Body">Its text; fits into a storage queue as it is, and holds only what XML can carry.</param>
/// <param name="Expected">Problems that must be found, among others.</param>
public sealed record MalformedMessage(MalformedKind Kind, string Body, IReadOnlyList<(string Pointer, string Code)> Expected);

namespace LaunchAgent.Contracts.Problems;

/// <summary>One thing that is wrong with what was sent, said so that the sender can mend it. Values are never quoted: they may be secrets.</summary>
/// <param name="Pointer">Where: a JSON pointer (RFC 6901); empty for the whole document. Names over 64 characters are cut with "…".</param>
/// <param name="Code">What: one of <see cref="ProblemCodes"/>, or a code of the app such as unknown_queue.</param>
/// <param name="Message">One or two plain sentences that say what to do.</param>
/// <param name="Allowed">The values that would have been right, where there are few of them.</param>
public sealed record Problem(string Pointer, string Code, string Message, IReadOnlyList<string>? Allowed = null);

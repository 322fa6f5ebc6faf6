namespace LaunchAgent.Executors.Abstractions;

/// <summary>A part of an attempt's output.</summary>
/// <param name="Bytes">Whole JSON lines in UTF-8, each with its line feed; empty when there is nothing new.</param>
/// <param name="NextOffset">Where to go on reading, in bytes.</param>
/// <param name="Complete">The attempt has ended and nothing follows <paramref name="NextOffset"/>.</param>
public sealed record OutputSlice(ReadOnlyMemory<byte> Bytes, long NextOffset, bool Complete);

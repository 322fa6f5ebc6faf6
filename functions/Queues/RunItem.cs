namespace LaunchAgent.Functions.Queues;

/// <summary>A message on <c>run-items</c>.</summary>
/// <param name="MessageId">The queue's id of the message; the same at every delivery.</param>
/// <param name="InsertedAt">When it was put on the queue; the same at every delivery.</param>
/// <param name="Text">The body, as stored.</param>
public sealed record RunItem(string MessageId, DateTimeOffset InsertedAt, string Text);

using LaunchAgent.Core.Scheduling.Limits;

namespace LaunchAgent.Core.Scheduling.Claims;

/// <summary>How much of a limit one claim may take: all that there is, unless other queues of the agent are to get theirs.</summary>
/// <param name="read">The limit.</param>
public delegate int ClaimShare(LimitState read);

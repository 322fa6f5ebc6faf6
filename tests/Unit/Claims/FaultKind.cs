namespace LaunchAgent.Tests.Unit.Claims;

/// <summary>What can go wrong at a storage call.</summary>
internal enum FaultKind
{
    /// <summary>A commit takes effect, its answer is lost, and the client sends it again; others may come in between.</summary>
    AnswerLost,

    /// <summary>A commit takes effect, and the client gives up on its answer.</summary>
    AnswerNeverCame,

    /// <summary>The call fails and has no effect.</summary>
    Refused,

    /// <summary>The process dies before the call.</summary>
    Dies,
}

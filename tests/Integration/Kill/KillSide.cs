namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>What happens at a storage call.</summary>
internal enum KillSide
{
    /// <summary>The host is killed, and the call is not sent.</summary>
    Before,

    /// <summary>The call takes effect, and the host is killed.</summary>
    After,

    /// <summary>The call takes effect and its answer is lost; nobody is killed.</summary>
    AnswerLost,

    /// <summary>Nothing; but every message of the launch is delivered twice.</summary>
    MessagesTwice,
}

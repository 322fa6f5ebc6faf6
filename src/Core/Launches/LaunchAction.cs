namespace LaunchAgent.Core.Launches;

/// <summary>The next thing to do about a claimed launch.</summary>
public abstract record LaunchAction
{
    private LaunchAction()
    {
    }

    /// <summary>Nothing: the attempt goes on.</summary>
    public sealed record Wait : LaunchAction;

    /// <summary>Tell the attempt to stop.</summary>
    /// <param name="Cause">Why; kept, since it decides what the end will mean.</param>
    public sealed record Stop(StopCause Cause) : LaunchAction;

    /// <summary>Stop the attempt by force: it had its grace.</summary>
    public sealed record Force : LaunchAction;

    /// <summary>The attempt is over and another one follows.</summary>
    /// <param name="Outcome">How the attempt ended.</param>
    /// <param name="CountsAsLoss">Whether the infrastructure was at fault, so that it costs none of the author's retries.</param>
    public sealed record Retry(LaunchOutcome Outcome, bool CountsAsLoss) : LaunchAction;

    /// <summary>The launch is over.</summary>
    /// <param name="Outcome">How.</param>
    public sealed record End(LaunchOutcome Outcome) : LaunchAction;
}

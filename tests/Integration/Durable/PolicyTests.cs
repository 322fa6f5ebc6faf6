using FunctionsEmulator.Durable.Replay;
using Microsoft.DurableTask;

namespace LaunchAgent.Tests.Integration.Durable;

/// <summary>After microsoft/durabletask-dotnet (RetryPolicy, TaskRetryOptions, TaskName, TaskVersion) and Azure/durabletask (RetryInterceptor).</summary>
public sealed class PolicyTests
{
    private static readonly TaskFailureDetails Failure = TaskFailureDetails.FromException(new InvalidOperationException("boom"));

    [Theory]
    [InlineData(0, 1, 1, null, null, "maxNumberOfAttempts")]
    [InlineData(1, 0, 1, null, null, "firstRetryInterval")]
    [InlineData(1, 1, 0.9, null, null, "backoffCoefficient")]
    [InlineData(1, 2, 1, 1, null, "maxRetryInterval")]
    [InlineData(1, 2, 1, null, 1, "retryTimeout")]
    public void RetryPolicy_ArgumentOutOfRange_IsRefusedByName(int attempts, int first, double coefficient, int? longest, int? timeout, string name)
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts, TimeSpan.FromSeconds(first), coefficient, Seconds(longest), Seconds(timeout)));

        Assert.Equal(name, refusal.ParamName);
    }

    [Fact]
    public void RetryPolicy_NothingSaid_HasTheDefaults()
    {
        var policy = new RetryPolicy(1, TimeSpan.FromSeconds(1));

        Assert.Equal((1.0, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan), (policy.BackoffCoefficient, policy.MaxRetryInterval, policy.RetryTimeout));
    }

    [Fact]
    public void RetryPolicy_InfiniteIntervals_AreTaken()
    {
        var policy = new RetryPolicy(9, TimeSpan.FromSeconds(1), 1000, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        Assert.Equal(TimeSpan.FromSeconds(1000d * 1000 * 1000), RetryDelay.After(policy, 4, TimeSpan.FromDays(9999), Failure));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(4, 45)]
    public void RetryDelay_Grows_UpToTheLongest(int failures, int seconds)
    {
        var policy = new RetryPolicy(9, TimeSpan.FromSeconds(10), 2, TimeSpan.FromSeconds(45));

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDelay.After(policy, failures, TimeSpan.Zero, Failure));
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void RetryDelay_AfterTheTimeout_IsNone(int elapsed, bool none)
    {
        var policy = new RetryPolicy(9, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromMinutes(1));

        Assert.Equal(none, RetryDelay.After(policy, 1, TimeSpan.FromSeconds(elapsed), Failure) is null);
    }

    [Fact]
    public void RetryDelay_FilterThatThrows_IsNone()
    {
        var policy = new RetryPolicy(9, TimeSpan.FromSeconds(10)) { HandleFailure = _ => throw new FormatException() };

        Assert.Null(RetryDelay.After(policy, 1, TimeSpan.Zero, Failure));
    }

    [Fact]
    public void TaskRetryOptions_PolicyOrHandler_ConvertsItself()
    {
        TaskRetryOptions policy = new RetryPolicy(1, TimeSpan.FromSeconds(1));
        TaskRetryOptions handler = new RetryHandler(_ => true);
        TaskRetryOptions asyncHandler = new AsyncRetryHandler(_ => Task.FromResult(true));

        Assert.True(policy is { Policy: not null, Handler: null });
        Assert.True(handler is { Policy: null, Handler: not null } && asyncHandler is { Policy: null, Handler: not null });
    }

    [Fact]
    public void TaskName_OtherCase_IsEqual()
    {
        TaskName name = "Start";

        Assert.True(name == "START" && name.GetHashCode() == new TaskName("start").GetHashCode() && name != "Stop");
        Assert.Equal(default, (TaskName)"");
        Assert.Equal("Start", name.ToString());
    }

    [Fact]
    public void TaskVersion_NullAndEmpty_AreUnversioned()
    {
        Assert.True(new TaskVersion(null) == TaskVersion.Unversioned && new TaskVersion("") == default && (TaskVersion)"A" == "a");
        Assert.Equal("", TaskVersion.Unversioned.Version);
        Assert.Throws<ArgumentException>(() => new TaskVersion(" "));
    }

    [Fact]
    public void TaskFailureDetails_UnknownType_IsCausedByNothing()
    {
        var failure = new TaskFailureDetails("Some.Other.Exception", "?", null, null, null);

        Assert.False(failure.IsCausedBy<Exception>());
        Assert.Equal("Some.Other.Exception: ?", failure.ToString());
        Assert.Throws<ArgumentException>(() => failure.IsCausedBy(typeof(string)));
        Assert.True(TaskFailureDetails.FromException(new SpecialException()).IsCausedBy<SpecialException>());
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;

    private sealed class SpecialException : Exception;
}

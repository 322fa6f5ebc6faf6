namespace Microsoft.DurableTask;

/// <summary>Thrown in an orchestrator when an activity failed for good.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>Describes a failure by its exception.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Describe(taskName, taskId, innerException.Message), innerException)
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>Describes a failure by what history keeps of it.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Describe(taskName, taskId, failureDetails.ErrorMessage))
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>The activity's name.</summary>
    public string TaskName { get; }

    /// <summary>The number of the task in its orchestration; timers are numbered with the activities.</summary>
    public int TaskId { get; }

    /// <summary>What the activity threw.</summary>
    public TaskFailureDetails FailureDetails { get; }

    private static string Describe(string taskName, int taskId, string message) =>
        $"Task '{taskName}' (#{taskId}) failed with an unhandled exception: {message}";
}

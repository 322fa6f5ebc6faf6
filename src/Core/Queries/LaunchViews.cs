using System.Text.Json;
using Azure.Data.Tables;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Queries;

/// <summary>Rows as the API shows them.</summary>
public static class LaunchViews
{
    // An exit code over 128 of a command that a signal ended is 128 and the signal's number, as shells count.
    private const int SignalBase = 128;

    /// <summary>A launch without its attempts and history; as a <see cref="LaunchView"/> it is a list's item.</summary>
    public static LaunchDetail Of(LaunchRow launch, JsonElement? result) => new()
    {
        Id = launch.Id.ToString(),
        Queue = launch.Queue,
        Name = launch.Name,
        Author = launch.Author,
        Tags = launch.Tags,
        State = launch.State,
        DesiredState = launch.DesiredState,
        Priority = launch.Priority,
        Labels = launch.Labels,
        Executor = launch.Executor,
        Agent = launch.Agent,
        RunId = launch.RunId,
        ResumeCount = launch.ResumeCount,
        RetryOf = launch.RetryOf,
        Job = launch.Job,
        SweepId = launch.SweepId,
        CreatedAt = launch.CreatedAt,
        DueAt = launch.DueAt,
        ClaimedAt = launch.ClaimedAt,
        StartedAt = launch.StartedAt,
        EndedAt = launch.EndedAt,
        Attempt = launch.AttemptsBegun,
        MaxRetries = launch.MaxRetries,
        NextAttemptAt = launch.State == LaunchState.AwaitingRetry ? launch.DueAt : null,
        Result = result,
        ExitCode = launch.ExitCode,
        Error = launch.Error,
        Warnings = launch.Warnings,
    };

    /// <summary>One attempt.</summary>
    public static AttemptView Attempt(TableEntity row) => new()
    {
        Number = row.GetInt32("number") ?? 0,
        Executor = row.GetText("executor"),
        ExternalId = row.GetText("external_id"),
        SubmittedAt = row.GetTime("submitted_at"),
        StartedAt = row.GetTime("started_at"),
        EndedAt = row.GetTime("ended_at"),
        ExitCode = row.GetInt32("exit_code"),
        Signal = row.GetText("signal") is null ? null : row.GetInt32("exit_code") - SignalBase,
        Error = row.GetJson<LaunchError>("error"),
    };
}

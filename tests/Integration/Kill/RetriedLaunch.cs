using System.Net.Http.Json;
using System.Text.Json;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>A launch whose first attempt fails and whose second succeeds, and all that must be true when it is over.</summary>
internal sealed class RetriedLaunch(AppProcess app, string name)
{
    private static int _sent;

    private static readonly LaunchState[] Story =
    [
        LaunchState.Pending,
        LaunchState.Claimed, LaunchState.Starting, LaunchState.Running, LaunchState.AwaitingRetry,
        LaunchState.Claimed, LaunchState.Starting, LaunchState.Running, LaunchState.Finished,
    ];

    /// <summary>Sends one to an app.</summary>
    public static async Task<RetriedLaunch> SendAsync(AppProcess app)
    {
        var name = $"retried-{Interlocked.Increment(ref _sent)}";
        await app.SendAsync(JsonSerializer.Serialize(new
        {
            name,
            command = new[] { "sh", "-c", $"echo $LAUNCH_ATTEMPT >> {name}; echo attempt $LAUNCH_ATTEMPT; [ $LAUNCH_ATTEMPT = 2 ]" },
            working_dir = app.Folder,
            retry = new { max_retries = 1, initial_seconds = 1 },
        }));
        return new RetriedLaunch(app, name);
    }

    /// <summary>Whether it ended.</summary>
    public Task<bool> HasEndedAsync() => OnlyLaunch.HasEndedAsync(app, name);

    /// <summary>Waits until nothing of it is left to do, and says what is wrong with it then.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(bool realLocks = false)
    {
        if (await OnlyLaunch.CleanEndAsync(app, name, realLocks) is { } left)
            return [left];

        var launch = (await app.FindAsync(name))!;
        var problems = new List<string>();
        if ((launch.State, launch.Attempt) != (LaunchState.Finished, 2))
            problems.Add($"{launch.State} with attempt {launch.Attempt}: {launch.Error?.Code}");
        if (launch.Attempts.Select(attempt => attempt.ExitCode) is var codes && !codes.SequenceEqual([1, 0]))
            problems.Add($"exit codes {string.Join(',', codes)}");
        if (await File.ReadAllLinesAsync(Path.Combine(app.Folder, name)) is var marks && !marks.SequenceEqual(["1", "2"]))
            problems.Add($"started attempts {string.Join(',', marks)}");
        // That it waited long, for a host that was dead, is noted in the state in which it waits.
        if (!Tells(launch.History.Where(entry => entry.ReasonCode != LaunchEvents.LateCode).Select(entry => entry.State)))
            problems.Add($"history {string.Join(',', launch.History.Select(entry => entry.State))}");
        foreach (var attempt in launch.Attempts.Where(attempt => attempt.SubmittedAt > attempt.EndedAt || attempt.StartedAt > attempt.EndedAt))
            problems.Add($"attempt {attempt.Number} ended before it began");
        for (var number = 1; number <= 2; number++)
        {
            var logs = await app.Http.GetFromJsonAsync<LogPage>($"launches/{launch.Id}/logs?attempt={number}", ContractJson.Options);
            if (logs is not { Complete: true, Lines: [var line] } || line.Text != $"attempt {number}")
                problems.Add($"output of attempt {number}: {string.Join('|', logs!.Lines.Select(kept => kept.Text))}");
        }

        return problems;
    }

    // A short command may end before anyone saw it run.
    private static bool Tells(IEnumerable<LaunchState> history)
    {
        var next = 0;
        foreach (var state in history)
        {
            if (Story[next] != state && Story[next] == LaunchState.Running)
                next++;
            if (next == Story.Length || Story[next++] != state)
                return false;
            if (next == Story.Length)
                return state == LaunchState.Finished;
        }

        return false;
    }
}

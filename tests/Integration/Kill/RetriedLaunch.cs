using System.Net.Http.Json;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using LaunchAgent.Contracts;
using LaunchAgent.Functions.Storage;
using LaunchAgent.Tests.Integration.EndToEnd;

namespace LaunchAgent.Tests.Integration.Kill;

/// <summary>A launch whose first attempt fails and whose second succeeds, and all that must be true when it is over.</summary>
internal static class RetriedLaunch
{
    private const string Name = "retried";
    private const string Marks = "marks";

    private static readonly string[] Queues = ["run-items", "run-items-poison", "nudges-test"];

    private static readonly LaunchState[] Story =
    [
        LaunchState.Pending,
        LaunchState.Claimed, LaunchState.Starting, LaunchState.Running, LaunchState.AwaitingRetry,
        LaunchState.Claimed, LaunchState.Starting, LaunchState.Running, LaunchState.Finished,
    ];

    public static Task SendAsync(AppProcess app) => app.SendAsync(JsonSerializer.Serialize(new
    {
        name = Name,
        command = new[] { "sh", "-c", $"echo $LAUNCH_ATTEMPT >> {Marks}; echo attempt $LAUNCH_ATTEMPT; [ $LAUNCH_ATTEMPT = 2 ]" },
        working_dir = app.Folder,
        retry = new { max_retries = 1, initial_seconds = 1 },
    }));

    /// <summary>Whether it ended, asked without the app's help.</summary>
    public static async Task<bool> HasEndedAsync(AppProcess app)
    {
        var rows = await RowsAsync(app);
        return rows.Any(row => row.RowKey.StartsWith(RowKeys.Launches, StringComparison.Ordinal) && LaunchRow.From(row).State.IsFinal());
    }

    /// <summary>Waits until nothing of it is left to do, and says what is wrong with it then.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(AppProcess app)
    {
        try
        {
            await app.UntilAsync("the launch ends", async () => await HasEndedAsync(app) ? "yes" : null);
            await app.UntilAsync("nothing is left", async () => await LeftOverAsync(app) is null ? "yes" : null);
        }
        catch (TimeoutException)
        {
            return [await LeftOverAsync(app) ?? "too late"];
        }

        var launch = (await app.FindAsync(Name))!;
        var problems = new List<string>();
        if ((launch.State, launch.Attempt) != (LaunchState.Finished, 2))
            problems.Add($"{launch.State} with attempt {launch.Attempt}: {launch.Error?.Code}");
        if (launch.Attempts.Select(attempt => attempt.ExitCode) is var codes && !codes.SequenceEqual([1, 0]))
            problems.Add($"exit codes {string.Join(',', codes)}");
        if (await File.ReadAllLinesAsync(Path.Combine(app.Folder, Marks)) is var marks && !marks.SequenceEqual(["1", "2"]))
            problems.Add($"started attempts {string.Join(',', marks)}");
        if (!Tells(launch.History.Select(entry => entry.State)))
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

    private static async Task<string?> LeftOverAsync(AppProcess app)
    {
        foreach (var row in await RowsAsync(app))
        {
            if (row.RowKey[..1] is RowKeys.Slots or RowKeys.DueRows or RowKeys.FutureRows or RowKeys.OutboxRows)
                return $"row {row.RowKey} is left";
        }

        foreach (var queue in Queues)
        {
            if (await MessagesAsync(app, queue) is > 0 and var messages)
                return $"{messages} messages are left on {queue}";
        }

        return null;
    }

    private static async Task<List<TableEntity>> RowsAsync(AppProcess app)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in new TableClient(app.Connection, LaunchTables.LaunchesName).QueryAsync<TableEntity>())
            rows.Add(row);
        return rows;
    }

    private static async Task<int> MessagesAsync(AppProcess app, string queue)
    {
        try
        {
            return (await new QueueClient(app.Connection, queue).GetPropertiesAsync()).Value.ApproximateMessagesCount;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return 0;
        }
    }
}

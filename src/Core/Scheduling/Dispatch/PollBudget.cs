using Azure.Data.Tables;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Queues;
using LaunchAgent.Storage;

namespace LaunchAgent.Core.Scheduling.Dispatch;

/// <summary>
/// The dispatch passes that an agent with <see cref="AgentOptions.MaxPolls"/> may make. They are counted in the agent's row before they are made, for
/// all its processes together: a host that dies in a pass has used it up, and a restart goes on counting. Without a bound no storage is asked.
/// </summary>
public sealed class PollBudget(
    LaunchTables tables, AgentDirectory agents, AgentPolling polling, AgentOptions self, PollCount polls, OperationIds operations, TimeProvider time)
{
    // Heartbeats change the row, and so do the agent's other processes.
    private const int Tries = 50;

    /// <summary>Counts a pass that is about to be made. False when the agent may make none, which then stops polling.</summary>
    /// <exception cref="TimeoutException">The agent's row changed under every try.</exception>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (self.MaxPolls is { } most && !await TryCountAsync(most, cancellationToken))
            return false;

        polls.Add();
        return true;
    }

    /// <summary>Stops the agent's polling if it has made all its passes. Safe to repeat: a resume in between wins.</summary>
    public async Task StopIfUsedUpAsync(CancellationToken cancellationToken)
    {
        if (self.MaxPolls is not { } most)
            return;

        var isToApply = await ChangeAsync(
            agent => agent.Stopped || agent.Passes < most ? null : agent.ToUsedUp(operations.Next()),
            agent => agent is { IsUsedUp: true, IsWishDone: false },
            cancellationToken);
        if (isToApply)
            await polling.ApplyAsync(self.Name, cancellationToken);
    }

    /// <summary>Begins a new count if the bound is another than that of the count so far, as when somebody changed the setting.</summary>
    public Task AdoptBoundAsync(CancellationToken cancellationToken) => ChangeAsync(
        agent => agent.PassesOf == self.MaxPolls ? null : agent.ToBound(self.MaxPolls, operations.Next()), _ => true, cancellationToken);

    private async Task<bool> TryCountAsync(int most, CancellationToken cancellationToken)
    {
        var operation = operations.Next();
        var isCounted = await ChangeAsync(
            agent => agent.Stopped || agent.Passes >= most || agent.PassOperation == operation ? null : agent.ToPass(operation, time.GetUtcNow()),
            agent => agent.PassOperation == operation,
            cancellationToken);
        if (!isCounted)
            await StopIfUsedUpAsync(cancellationToken);
        return isCounted;
    }

    // Writes what follows from the row as it is; the row is read again when it has changed meanwhile. Returns what is true of it in the end.
    private async Task<bool> ChangeAsync(Func<AgentRow, TableEntity?> change, Func<AgentRow, bool> isDone, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            // Nobody stops a process whose row is not there yet, or was removed while it was silent; the next heartbeat writes it.
            if (await agents.FindAsync(self.Name, cancellationToken) is not { } agent)
                return false;
            if (change(agent) is not { } row)
                return isDone(agent);

            var committed = await tables.Directory.CommitAsync(
                [new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, agent.ETag)], cancellationToken);
            if (committed.IsCommitted)
                return true;
        }

        throw new TimeoutException($"The row of agent '{self.Name}' changed under {Tries} tries in a row.");
    }
}

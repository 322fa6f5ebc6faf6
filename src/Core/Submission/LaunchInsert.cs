using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core.Launches;

namespace LaunchAgent.Core.Submission;

/// <summary>Writes new launches: each in one transaction with its index row, label set, first event and, when it has an idempotency key, the key's row.</summary>
public sealed class LaunchInsert(LaunchTables tables, IdempotencyKeys keys)
{
    /// <summary>The most launches of one transaction: five rows each, if every one has a label set of its own.</summary>
    public const int MostTogether = 20;

    // Each may be six bytes on the wire, of the four megabytes of a transaction.
    private const int MostCharactersTogether = 500_000;

    private const int Tries = 5;

    /// <summary>Writes a launch, unless its id or its key is known. The launch's own key row counts as success: an answer may have been lost.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="spec">Its spec, which names the key.</param>
    /// <param name="by">Which way it came; its history says so where it names no author.</param>
    /// <param name="cancellationToken">Ends the call; the transaction may have taken effect.</param>
    public Task<InsertResult> InsertAsync(LaunchRow launch, LaunchSpec spec, string by, CancellationToken cancellationToken) =>
        InsertAsync(new NewLaunch(launch, spec, by), cancellationToken);

    /// <summary>Writes launches of one queue, at most <see cref="MostTogether"/>, with the same outcome as one after the other; together where nothing stands against it.</summary>
    public async Task<IReadOnlyList<InsertResult>> InsertAsync(IReadOnlyList<NewLaunch> launches, CancellationToken cancellationToken)
    {
        // A transaction names each row once: who uses a key a second time comes after the first.
        var together = launches.DistinctBy(launch => launch.Key?.Key ?? launch.Launch.Id.ToString(), StringComparer.Ordinal).ToList();
        var known = new Dictionary<NewLaunch, InsertResult>();
        if (together.Sum(launch => launch.Launch.Submitted.Length + launch.Launch.Resolved.Length) <= MostCharactersTogether)
        {
            var committed = await tables.Launches.CommitAsync(NewLaunch.ActionsFor(together), cancellationToken);
            var found = await Task.WhenAll(together.Select(launch => committed.IsCommitted
                ? Task.FromResult<InsertResult?>(Written(launch))
                : FindAsync(launch, cancellationToken)));
            foreach (var (launch, result) in together.Zip(found))
            {
                if (result is not null)
                    known[launch] = result;
            }
        }

        var results = new List<InsertResult>();
        foreach (var launch in launches)
            results.Add(known.GetValueOrDefault(launch) ?? await InsertAsync(launch, cancellationToken));
        return results;
    }

    private async Task<InsertResult> InsertAsync(NewLaunch launch, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if ((await tables.Launches.CommitAsync(NewLaunch.ActionsFor([launch]), cancellationToken)).IsCommitted)
                return Written(launch);
            if (await FindAsync(launch, cancellationToken) is { } known)
                return known;

            // Refused for a key that is gone by now, with the launch that used it first.
        }

        throw new TimeoutException($"Launch {launch.Launch.Id} was refused {Tries} times in a row for rows that were not there when they were read.");
    }

    private static InsertResult Written(NewLaunch launch) => new(launch.Launch.Id, IsNew: true, IsSameBody: true);

    // What stood against it; null when nothing does by now.
    private async Task<InsertResult?> FindAsync(NewLaunch launch, CancellationToken cancellationToken)
    {
        var id = launch.Launch.Id;
        if (launch.Key is { } key && await keys.FindAsync(key, cancellationToken) is { } first && first.Id != id)
            return new InsertResult(first.Id, IsNew: false, first.BodyHash == key.BodyHash);
        return await tables.Launches.FindAsync(id.Partition, RowKeys.Launch(id), cancellationToken) is null
            ? null
            : new InsertResult(id, IsNew: false, IsSameBody: true);
    }
}

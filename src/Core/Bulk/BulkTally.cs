using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Core.Bulk;

/// <summary>Counts what becomes of the launches of a bulk operation.</summary>
public sealed class BulkTally
{
    private const int MostErrors = 50;

    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private readonly List<BulkFailure> _errors = [];
    private int _matched;
    private int _changed;
    private int _failed;

    /// <summary>How many launches cost more than a look.</summary>
    public int Worked => _changed + _failed;

    /// <summary>Counts a launch that would be worked on.</summary>
    public void AddDry() => _matched++;

    /// <summary>Counts a launch.</summary>
    public void Add(LaunchId id, BulkStep step)
    {
        _matched++;
        if (step.Skipped is { } reason)
            _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;
        else if (step.Problem is null)
            _changed++;
        else if (++_failed <= MostErrors)
            _errors.Add(new BulkFailure(id.ToString(), step.Problem.Code, step.Problem.Message));
    }

    /// <summary>All of it.</summary>
    public BulkResult ToResult(string? nextPageToken) => new(_matched, _changed, _skipped, _failed, _errors, nextPageToken);
}

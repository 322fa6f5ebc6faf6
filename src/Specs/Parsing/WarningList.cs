using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;

namespace LaunchAgent.Specs.Parsing;

/// <summary>Collects warnings of the agent, each once, and stays storable.</summary>
internal sealed class WarningList
{
    // All of them as JSON stand in one table property of 32 K characters; one warning may still join them later.
    private const int LongestJson = 24_000;

    private readonly List<Warning> _items = [];
    private int _length;

    public IReadOnlyList<Warning> Items => _items;

    public void Add(string code, string message)
    {
        var warning = new Warning(code, "agent", message);
        if (_items.Count == SpecLimits.Warnings || _items.Contains(warning))
        {
            return;
        }

        _length += ContractJson.Serialize(warning).Length;
        if (_length <= LongestJson)
        {
            _items.Add(warning);
        }
    }
}

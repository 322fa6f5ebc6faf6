namespace LaunchAgent.Contracts;

/// <summary>Collects warnings of the agent, each once, and stays storable.</summary>
internal sealed class WarningList
{
    private readonly List<Warning> _items = [];

    public IReadOnlyList<Warning> Items => _items;

    public void Add(string code, string message)
    {
        var warning = new Warning(code, "agent", message);
        if (_items.Count < SpecLimits.Warnings && !_items.Contains(warning))
        {
            _items.Add(warning);
        }
    }
}

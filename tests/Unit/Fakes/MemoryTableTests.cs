using LaunchAgent.Storage;

namespace LaunchAgent.Tests.Unit.Fakes;

public sealed class MemoryTableTests : TableRules
{
    private protected override Task<ITable> TableAsync() => Task.FromResult<ITable>(new MemoryTable());
}

using Azure.Data.Tables;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Dispatching;
using LaunchAgent.Tests.Unit.Fakes;

// One of several instances of one agent, over real storage: takes in its share of launches, claims with all the others, and runs what it claimed by
// leaving a mark at the beginning and at the end. It ends with its standard input.
var (connection, queue, instance, launches, marks) = (args[0], args[1], args[2], int.Parse(args[3]), args[4]);
ITable Table(string name) => new AzureTable(new TableClient(connection, name));
var tables = new LaunchTables(
    Table(LaunchTables.LaunchesName), Table(LaunchTables.LimitsName), Table(LaunchTables.SweepsName), Table(LaunchTables.DirectoryName));
var agent = new AgentOptions("dispatchers", [queue], [], new Dictionary<string, string>());
using var host = new ClaimHost(tables, agent, new StartedClaims(), capacity: -1, TimeProvider.System, Random.Shared);
await using var work = new Work(host, marks);
host.Hub.OnStart = work.Begin;

using var ended = new CancellationTokenSource();
var timer = work.DispatchEveryAsync(queue, TimeSpan.FromMilliseconds(200), ended.Token);
await Parallel.ForAsync(0, launches, new ParallelOptions { MaxDegreeOfParallelism = 4 }, (number, _) => work.SubmitAsync(queue, $"{instance}.{number}"));
while (await Console.In.ReadLineAsync() is not null)
{
}

await ended.CancelAsync();
await timer;
await work.EndedAsync();

using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Core;
using LaunchAgent.Core.Agents;
using LaunchAgent.Core.Launches;
using LaunchAgent.Core.Scheduling.Claims;
using LaunchAgent.Core.Scheduling.Delayed;
using LaunchAgent.Executors.Abstractions;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Queues;

namespace LaunchAgent.Tests.Unit.Reasons;

/// <summary>The places that launches tell, against the order in which they start when nothing else comes in.</summary>
public sealed class PositionProperties
{
    private static readonly string[][] LabelSets = [[], ["gpu"], ["big", "gpu"]];

    private static readonly Gen<Arrival> Arrivals =
        from labels in Gen.Elements(LabelSets)
        from priority in Gen.Choose(0, 3)
        from secondsLater in Gen.Choose(0, 2)
        from startsIn in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 5)))
        select new Arrival(labels, priority, secondsLater, startsIn);

    [Fact]
    public void Positions_OneAgent_AreTheOrderInWhichTheyStart()
    {
        var story = from arrivals in Arrivals.ListOf(12)
                    from agent in Gen.Elements(LabelSets)
                    from prioritization in Gen.Elements(true, false)
                    from isReleased in Gen.Elements(true, false)
                    select (Arrivals: arrivals, Agent: agent, Prioritization: prioritization, IsReleased: isReleased);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(story.ToArbitrary(), drawn =>
            PlayAsync([drawn.Agent], drawn.Arrivals, drawn.Prioritization, drawn.IsReleased, turns: _ => 0, (places, started) =>
                Assert.Equal(
                    places.Where(place => place.Value is not null).OrderBy(place => place.Value).Select(place => (place.Key, place.Value)),
                    started.Select((start, i) => (start.Id, (int?)i + 1)))).GetAwaiter().GetResult()));
    }

    // Who of several agents claims first is not decided; what is told is the most that may come before.
    [Fact]
    public void Positions_SeveralAgents_NoMoreStartBeforeOnTheAgentsThatTakeTheLaunch()
    {
        var story = from arrivals in Arrivals.ListOf(12)
                    from turns in Gen.Choose(0, LabelSets.Length - 1).ListOf(60)
                    select (Arrivals: arrivals, Turns: turns.ToArray());

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(story.ToArbitrary(), drawn =>
            PlayAsync(LabelSets, drawn.Arrivals, prioritization: true, isReleased: true, turns: i => drawn.Turns[i % 60], (places, started) =>
            {
                foreach (var (start, i) in started.Select((start, i) => (start, i)))
                {
                    var before = started.Take(i).Count(earlier => LabelSet.Matches(LabelSets[earlier.Agent], start.Labels));
                    Assert.True(before < places[start.Id], $"{start.Id} told place {places[start.Id]}, and {before} started before it");
                }
            }).GetAwaiter().GetResult()));
    }

    private static async Task PlayAsync(
        string[][] agents,
        IEnumerable<Arrival> arrivals,
        bool prioritization,
        bool isReleased,
        Func<int, int> turns,
        Action<Dictionary<string, int?>, List<(string Id, int Agent, IReadOnlyList<string> Labels)>> check)
    {
        var apps = new List<TestApp>();
        foreach (var (labels, i) in agents.Select((labels, i) => (labels, i)))
        {
            apps.Add(await TestApp.StartAsync(
                shared: apps.FirstOrDefault(), agent: $"agent-{i}", settings: new Dictionary<string, string> { [AgentOptions.LabelsSetting] = string.Join(',', labels) }));
        }

        var app = apps[0];
        await app.PutQueueAsync("default", $$"""{"max_concurrency":1,"prioritization":{{(prioritization ? "true" : "false")}}}""");
        var ids = new List<LaunchId>();
        foreach (var (arrival, i) in arrivals.Select((arrival, i) => (arrival, i)))
        {
            app.Clock.Now += TimeSpan.FromSeconds(arrival.SecondsLater);
            ids.Add((await app.SubmitAsync($"m{i}", arrival.Body(app.Clock.Now, prioritization))).Id);
        }

        foreach (var other in apps)
        {
            other.Clock.Now = app.Clock.Now + TimeSpan.FromSeconds(10);
            await other.Get<Heartbeat>().BeatAsync(CancellationToken.None);
        }

        if (isReleased)
            await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        var places = new Dictionary<string, int?>(StringComparer.Ordinal);
        foreach (var id in ids)
            places[id.ToString()] = (await app.GetLaunchAsync(id.ToString())).Reason!.Position;

        await app.Get<DelayedLaunches>().ReleaseAsync("default", CancellationToken.None);
        check(places, await RunAllAsync(apps, turns));
        apps.ForEach(other => other.Dispose());
    }

    private static async Task<List<(string Id, int Agent, IReadOnlyList<string> Labels)>> RunAllAsync(List<TestApp> apps, Func<int, int> turns)
    {
        var started = new List<(string, int, IReadOnlyList<string>)>();
        for (var (turn, idle) = (0, 0); idle < 60; turn++, idle++)
        {
            var agent = turns(turn);
            var app = apps[agent];
            foreach (var claim in (await app.Get<ClaimEngine>().ClaimAsync("default", CancellationToken.None)).Claims)
            {
                idle = 0;
                var launch = await app.ReadAsync(LaunchId.Parse(claim.LaunchId));
                started.Add((claim.LaunchId, agent, launch.Labels));
                Assert.True(await app.Get<LaunchTransitions>().TryCompleteAsync(
                    launch, claim, new AttemptObservation(AttemptPhase.Exited, ExitCode: 0), new LaunchOutcome(LaunchState.Finished, null), StoredResult.None, CancellationToken.None));
            }
        }

        return started;
    }

    private sealed record Arrival(string[] Labels, int Priority, int SecondsLater, int StartsIn)
    {
        public string Body(DateTimeOffset now, bool prioritization) => ContractJson.Serialize(new Dictionary<string, object>
        {
            ["command"] = new[] { "true" },
            ["labels"] = Labels,
            ["scheduled_start_time"] = now.AddSeconds(StartsIn),
            [prioritization ? "priority" : "author"] = prioritization ? Priority : "dana",
        });
    }
}

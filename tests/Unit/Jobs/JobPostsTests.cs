using LaunchAgent.Contracts.Json;
using LaunchAgent.Core.Jobs;
using LaunchAgent.Specs.Requests;
using LaunchAgent.Storage;
using LaunchAgent.Tests.Unit.Fakes;
using LaunchAgent.Tests.Unit.Limits;

namespace LaunchAgent.Tests.Unit.Jobs;

/// <summary>Versions that are posted at once, with answers that are lost.</summary>
public sealed class JobPostsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(TextBlobs.LargestInline)]
    public async Task Post_AnyInterleaving_NumbersWithoutGapsAndEachSaysWhatWasPosted(int length)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            using var app = await TestApp.StartAsync();
            var interleaving = new Interleaving(seed);
            app.Directory.Before = _ => interleaving.AwaitTurn();
            var random = new Random(seed);
            app.Directory.LosesAnswer = () => random.Next(3) == 0;
            var posted = new Job[9];

            await interleaving.RunAsync([.. Enumerable.Range(0, 3).Select(body => (Func<Task>)(async () =>
            {
                for (var i = 0; i < 3; i++)
                    posted[(body * 3) + i] = await PostAsync(app, $"{body}-{i}", length);
            }))]);
            app.Directory.Before = null;

            Assert.Equal(Enumerable.Range(1, 9), posted.Select(job => job.Version).Order());
            foreach (var job in posted)
            {
                var read = await app.Get<JobCatalog>().FindAsync("train", job.Version, CancellationToken.None);
                Assert.Equal(ContractJson.Serialize(job), ContractJson.Serialize(read));
            }

            Assert.Equal(9, (await app.Get<JobCatalog>().FindHeadAsync("train", CancellationToken.None))!.Version);
            Assert.Equal(posted.Single(job => job.Version == 9).Reference, (await app.Get<JobCatalog>().FindBySourceAsync("s", CancellationToken.None))!.Reference);
        }
    }

    [Fact]
    public async Task Post_TheSameAtOnce_IsOneVersion()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var app = await TestApp.StartAsync();
            var interleaving = new Interleaving(seed);
            app.Directory.Before = _ => interleaving.AwaitTurn();
            var posted = new Job[3];

            await interleaving.RunAsync([.. Enumerable.Range(0, 3).Select(body => (Func<Task>)(async () => posted[body] = await PostAsync(app, "same")))]);
            app.Directory.Before = null;

            Assert.All(posted, job => Assert.Equal(1, job.Version));
            Assert.Null(await app.Get<JobCatalog>().FindAsync("train", 2, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Post_AnswerLost_IsTheNewVersionAlthoughAnotherFollowedAtOnce()
    {
        using var app = await TestApp.StartAsync();
        var isFirst = true;
        app.Directory.After = operation =>
        {
            if (operation != "commit" || !isFirst)
                return;
            isFirst = false;
            PostAsync(app, "other").GetAwaiter().GetResult();
            app.Directory.AnswerNextCommitWith(CommitOutcome.Exists);
        };

        var (job, isNew) = await app.Get<JobPosts>().PostAsync("train", new JobRequest { Command = ["mine"] }, CancellationToken.None);

        Assert.Equal((1, true), (job.Version, isNew));
        Assert.Equal(2, (await app.Get<JobCatalog>().FindHeadAsync("train", CancellationToken.None))!.Version);
    }

    // Before the transaction there is nothing, behind it everything: no state in between can be seen, or needs healing.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Post_HostDiesAtItsTransaction_IsThereWholeOrNotAtAll(bool isWritten, int versions)
    {
        using var app = await TestApp.StartAsync();
        Action<string> die = operation =>
        {
            if (operation == "commit")
                throw new InvalidOperationException("The host is gone.");
        };
        if (isWritten)
            app.Directory.After = die;
        else
            app.Directory.Before = die;

        await Assert.ThrowsAsync<InvalidOperationException>(() => PostAsync(app, "x"));
        app.Directory.Before = app.Directory.After = null;

        Assert.Equal(versions, (await app.Get<JobCatalog>().ListAsync(null, 10, CancellationToken.None)).Count);
        Assert.Equal(versions == 1, await app.Get<JobCatalog>().FindBySourceAsync("s", CancellationToken.None) is not null);
        Assert.Equal(1, (await PostAsync(app, "x")).Version);
        Assert.Null(await app.Get<JobCatalog>().FindAsync("train", 2, CancellationToken.None));
    }

    [Fact]
    public async Task Post_TheThousandthVersion_CostsAsManyCallsAsTheSecond()
    {
        using var app = await TestApp.StartAsync();
        await PostAsync(app, "0");
        var second = await CallsAsync(app, () => PostAsync(app, "1"));
        for (var version = 3; version < 1000; version++)
            await PostAsync(app, $"{version}");

        Assert.Equal(2, second);
        Assert.Equal(second, await CallsAsync(app, () => PostAsync(app, "last")));
        Assert.Equal(2, await CallsAsync(app, () => app.GetJobAsync("train")));
        Assert.Equal(2, await CallsAsync(app, () => app.Get<JobCatalog>().FindBySourceAsync("s", CancellationToken.None)));
    }

    private static async Task<Job> PostAsync(TestApp app, string command, int length = 0) =>
        (await app.Get<JobPosts>().PostAsync("train", new JobRequest { Source = "s", Command = [command], Args = [new string('x', length)] }, CancellationToken.None)).Job;

    private static async Task<int> CallsAsync(TestApp app, Func<Task> body)
    {
        var calls = 0;
        app.Directory.Before = _ => calls++;
        await body();
        app.Directory.Before = null;
        return calls;
    }
}

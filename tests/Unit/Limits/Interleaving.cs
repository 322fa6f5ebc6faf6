namespace LaunchAgent.Tests.Unit.Limits;

/// <summary>
/// Runs several bodies at once, one storage call at a time: whose call comes next is drawn from a seed, so every run can be repeated.
/// The bodies call <see cref="AwaitTurn"/> before each call and await nothing but what is done already.
/// </summary>
internal sealed class Interleaving(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, SemaphoreSlim> _waiting = [];
    private readonly AsyncLocal<int?> _body = new();
    private int _running;

    public async Task RunAsync(params Func<Task>[] bodies)
    {
        _running = bodies.Length;
        await Task.WhenAll(bodies.Select((body, number) => Task.Factory.StartNew(
            async () =>
            {
                _body.Value = number;
                try
                {
                    AwaitTurn();
                    await body();
                }
                finally
                {
                    Leave();
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }

    public void AwaitTurn()
    {
        if (_body.Value is not { } body)
            return;

        using var turn = new SemaphoreSlim(0);
        lock (_gate)
        {
            _waiting.Add(body, turn);
            _running--;
            LetOneGo();
        }

        Assert.True(turn.Wait(TimeSpan.FromSeconds(30)), "Nobody gives this body its turn.");
    }

    private void Leave()
    {
        lock (_gate)
        {
            _running--;
            LetOneGo();
        }
    }

    // Everybody is waiting or done: the next may go.
    private void LetOneGo()
    {
        if (_running > 0 || _waiting.Count == 0)
            return;

        var (body, turn) = _waiting.ElementAt(_random.Next(_waiting.Count));
        _waiting.Remove(body);
        _running++;
        turn.Release();
    }
}

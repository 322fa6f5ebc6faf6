using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LaunchAgent.Tests.Support;

/// <summary>
/// What every call goes through on its way to storage. All that decides whether it may is changed and looked at under one lock.
/// </summary>
internal sealed class FaultGate(CallLog log)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<Side, Task> _deaths = new() { [Side.Worker] = Task.CompletedTask, [Side.Host] = Task.CompletedTask };
    private ArmedRule[] _rules = [];
    private TaskCompletionSource _released = NewSource();
    private TaskCompletionSource? _outage;
    private bool _outageHangs;

    /// <summary>Whether connections are to break.</summary>
    public bool IsBroken
    {
        get
        {
            lock (_changing)
                return _outage is not null && !_outageHangs;
        }
    }

    /// <summary>Ends with the next <see cref="Release"/>.</summary>
    public Task Released
    {
        get
        {
            lock (_changing)
                return _released.Task;
        }
    }

    public ArmedRule Arm(FaultRule rule)
    {
        var armed = new ArmedRule(rule);
        lock (_changing)
            _rules = [.. _rules, armed];
        return armed;
    }

    public void Disarm()
    {
        lock (_changing)
            _rules = [];
    }

    public void Release()
    {
        lock (_changing)
        {
            _released.SetResult();
            _released = NewSource();
        }
    }

    public void TakeDown(bool hanging)
    {
        lock (_changing)
        {
            _outage ??= NewSource();
            _outageHangs = hanging;
        }
    }

    public void BringBack()
    {
        lock (_changing)
        {
            _outage?.SetResult();
            _outage = null;
        }
    }

    /// <summary>Logs a call and finds the rule that hits it, or breaks its connection and answers false.</summary>
    public async Task<(bool Passes, Hit? Hit)> EnterAsync(HttpContext context, StorageCall call)
    {
        Hit? hit = null;
        return (await PassAsync(context, call.Side, () => hit = Begin(call)), hit);
    }

    /// <summary>
    /// Looks again at a call that was held up; breaks its connection and answers false if it must not get to storage any more.
    /// </summary>
    public Task<bool> PassAsync(HttpContext context, StorageCall call) => PassAsync(context, call.Side, () => { });

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<bool> PassAsync(HttpContext context, Side side, Action passing)
    {
        while (true)
        {
            Task? wait = null;
            var mayPassThen = false;
            lock (_changing)
            {
                if (!_deaths[side].IsCompleted)
                {
                    // Its sender is about to die and must not learn anything before.
                    wait = _deaths[side];
                }
                else if (_outage is not null)
                {
                    mayPassThen = _outageHangs;
                    wait = _outageHangs ? _outage.Task : null;
                }
                else if (!IsSenderGone(context))
                {
                    passing();
                    return true;
                }
            }

            if (wait is not null)
                await wait.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (mayPassThen)
                continue;
            context.Abort();
            return false;
        }
    }

    // Whether the process at the other end has closed the connection, be it by dying: what it sent before may be in our hands only now.
    private static bool IsSenderGone(HttpContext context)
    {
        try
        {
            var socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
            return context.RequestAborted.IsCancellationRequested || (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            return true;
        }
    }

    // From the moment that a rule picks its call, what it kills gets nothing to storage any more.
    private Hit? Begin(StorageCall call)
    {
        log.Add(call);
        ArmedRule? by = null;
        foreach (var rule in _rules)
        {
            if (rule.Take(call))
                by ??= rule;
        }

        if (by is null)
            return null;
        call.Fault = by.Rule.Action;
        var hit = new Hit(by, NewSource());
        foreach (var side in Enum.GetValues<Side>().Where(by.Rule.Kills))
            _deaths[side] = Task.WhenAll(_deaths[side], hit.Killed.Task);
        return hit;
    }

    /// <summary>The rule that a call is hit by, and whether those that it kills are dead.</summary>
    public sealed record Hit(ArmedRule By, TaskCompletionSource Killed);
}

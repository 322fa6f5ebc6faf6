using System.Diagnostics;
using Microsoft.Extensions.Configuration;

namespace FunctionsEmulator.Faults;

/// <summary>The rules in force in a process and the count of its storage calls. Tests add rules to it; a process gets them by its settings.</summary>
internal sealed class StorageFaults(CallLog? log = null)
{
    private readonly Lock _changing = new();
    private ArmedRule[] _rules = [];
    private long _calls;

    /// <summary>Ends the process at once, as a power cut would: nothing is flushed, nobody is told.</summary>
    public Action Kill { get; init; } = static () =>
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    };

    public CallCounts Counts { get; } = new();

    /// <summary>Faults as the settings EMULATOR_FAULTS and EMULATOR_CALL_LOG ask for.</summary>
    /// <exception cref="InvalidOperationException">A setting cannot be used; the message says what is wrong with it.</exception>
    public static StorageFaults From(IConfiguration settings)
    {
        var faults = new StorageFaults(settings["EMULATOR_CALL_LOG"] is { Length: > 0 } file ? new CallLog(file) : null);
        if (settings["EMULATOR_FAULTS"] is { Length: > 0 } json)
        {
            foreach (var rule in FaultRuleParser.Parse(json))
                faults.Add(rule);
        }

        return faults;
    }

    /// <summary>Puts a rule in force. A call is hit by the first rule that picks it, but counted by all.</summary>
    public ArmedRule Add(FaultRule rule)
    {
        var armed = new ArmedRule(rule);
        lock (_changing)
            _rules = [.. _rules, armed];
        return armed;
    }

    /// <summary>Ends all rules.</summary>
    public void Clear()
    {
        lock (_changing)
            _rules = [];
    }

    /// <summary>Counts a call, and says which rule hits it, if any.</summary>
    public FaultRule? Begin(string method, string uri, Func<string> body, out StorageCall call)
    {
        call = new StorageCall(Interlocked.Increment(ref _calls), FaultScope.Current, method, uri, body);
        Counts.Add(call);
        FaultRule? hit = null;
        foreach (var rule in _rules)
        {
            if (rule.Take(call))
                hit ??= rule.Rule;
        }

        return hit;
    }

    /// <summary>Notes how a call ended; no status means that it was not answered.</summary>
    public void End(StorageCall call, int? status) => log?.Add(call, status);
}

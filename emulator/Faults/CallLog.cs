using System.Globalization;

namespace FunctionsEmulator.Faults;

/// <summary>
/// Appends a line to a file for each call: running number, scope, method, path and status, tabs between them; "-" stands for no
/// scope, and for no status. What is written before the process is killed stays.
/// </summary>
internal sealed class CallLog(string file)
{
    private readonly Lock _writing = new();
    private readonly StreamWriter _lines = new(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };

    public void Add(StorageCall call, int? status)
    {
        var scope = call.Scope.Length == 0 ? "-" : call.Scope;
        var answer = status?.ToString(CultureInfo.InvariantCulture) ?? "-";
        lock (_writing)
            _lines.WriteLine($"{call.Number.ToString(CultureInfo.InvariantCulture)}\t{scope}\t{call.Method}\t{call.Path}\t{answer}");
    }
}

using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>One .bicep file of <c>infra/</c>, read without a compiler.</summary>
internal sealed partial class BicepFile
{
    private BicepFile(string path)
    {
        Path = path;
        Text = Repository.Read(path);
        Code = BicepScanner.CodeOf(Text);
        Parameters = [.. ParameterLine().Matches(Code).Select(match => (match.Groups[1].Value, match.Groups[2].Success))];
        Modules = ModuleLine().Matches(Text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        Outputs = [.. OutputLine().Matches(Code).Select(match => match.Groups[1].Value)];
    }

    public static IReadOnlyList<BicepFile> All { get; } =
        [.. Directory.GetFiles(System.IO.Path.Combine(Repository.Root, "infra"), "*.bicep", SearchOption.AllDirectories)
            .Select(file => new BicepFile(System.IO.Path.GetRelativePath(Repository.Root, file)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];

    public static BicepFile Main => Named("infra/main.bicep");

    public string Path { get; }

    public string Text { get; }

    /// <summary>The text without comments and strings.</summary>
    public string Code { get; }

    public IReadOnlyList<(string Name, bool HasDefault)> Parameters { get; }

    /// <summary>Path or registry address of each module, by its symbol.</summary>
    public IReadOnlyDictionary<string, string> Modules { get; }

    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Names that expressions may use.</summary>
    public IReadOnlyList<string> Symbols => [.. DeclarationLine().Matches(Code).Select(match => match.Groups[1].Value)];

    public static BicepFile Named(string path) => All.Single(file => file.Path == path);

    /// <summary>The file of a module that is a path.</summary>
    public BicepFile Local(string symbol) => Named(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, Modules[symbol]));

    /// <summary>The parameters that a module is given.</summary>
    public IReadOnlyList<string> Given(string symbol)
    {
        var module = Code.IndexOf($"module {symbol} ", StringComparison.Ordinal);
        return KeysAfter(Code.IndexOf("params:", module, StringComparison.Ordinal));
    }

    /// <summary>The keys of an object that is a variable.</summary>
    public IReadOnlyList<string> KeysOf(string variable) => KeysAfter(Code.IndexOf($"var {variable} = ", StringComparison.Ordinal));

    /// <summary>The lines of a list that a module is given: texts in quotes, symbols without.</summary>
    public IReadOnlyList<string> ListGiven(string symbol, string parameter)
    {
        var module = Text.IndexOf($"module {symbol} ", StringComparison.Ordinal);
        var from = Text.IndexOf('[', Text.IndexOf($"    {parameter}: [", module, StringComparison.Ordinal)) + 1;
        return Text[from..Text.IndexOf(']', from)].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The value of a key of an object, or of a variable, as written.</summary>
    public string ValueOf(string name) => Regex.Match(Text, $@"(?m)^\s*(?:var )?{Regex.Escape(name)}(?::| =) (.+)$").Groups[1].Value;

    public override string ToString() => Path;

    private IReadOnlyList<string> KeysAfter(int at)
    {
        var keys = new List<string>();
        var depth = 0;
        foreach (var line in Code[Code.IndexOf('{', at)..].Split('\n'))
        {
            if (depth == 1 && KeyLine().Match(line) is { Success: true } key)
                keys.Add(key.Groups[1].Value);
            depth += line.Count(character => character is '{' or '[' or '(') - line.Count(character => character is '}' or ']' or ')');
            if (depth == 0)
                break;
        }

        return keys;
    }

    [GeneratedRegex(@"^param (\w+) [^\n=]+(=)?", RegexOptions.Multiline)]
    private static partial Regex ParameterLine();

    [GeneratedRegex(@"^module (\w+) '([^']+)'", RegexOptions.Multiline)]
    private static partial Regex ModuleLine();

    [GeneratedRegex(@"^output (\w+) ", RegexOptions.Multiline)]
    private static partial Regex OutputLine();

    [GeneratedRegex(@"^(?:param|var|module|resource) (\w+) ", RegexOptions.Multiline)]
    private static partial Regex DeclarationLine();

    [GeneratedRegex(@"^\s*(\w+):")]
    private static partial Regex KeyLine();
}

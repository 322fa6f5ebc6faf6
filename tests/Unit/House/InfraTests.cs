using System.Text.Json;
using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>Holds infra/ together, as far as text can tell: there is no Bicep compiler in any package registry.</summary>
public sealed partial class InfraTests
{
    private static readonly string[] Words =
        ["param", "var", "module", "resource", "output", "existing", "targetScope", "true", "false", "string", "array", "object", "bool", "int"];

    // Those in use, so that a misspelt one is found.
    private static readonly string[] Functions =
        ["allowed", "concat", "description", "empty", "flatten", "loadJsonContent", "map", "maxLength", "metadata", "minLength", "subscription", "tenant", "toLower", "union", "uniqueString"];

    public static TheoryData<string> Files => [.. BicepFile.All.Select(file => file.Path)];

    [Fact]
    public void Files_Always_AreThere() =>
        Assert.Equal(["infra/app/api.bicep", "infra/app/monitoring.bicep", "infra/app/storage.bicep", "infra/main.bicep"], BicepFile.All.Select(file => file.Path));

    [Theory]
    [InlineData("var a = 'x", "string")]
    [InlineData("var a = '${b'", "string")]
    [InlineData("var a = [", "not closed")]
    [InlineData("var a = {]", "']' for the '{'")]
    [InlineData("var a = 1)", "closes nothing")]
    public void Scanner_WhatDoesNotBalance_IsRefused(string text, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<FormatException>(() => BicepScanner.CodeOf(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Scanner_StringsAndComments_AreLeftOutButForInterpolations() =>
        Assert.Equal("var a = '(b.c)(d)' \n", BicepScanner.CodeOf("var a = 'it\\'s {${b.c}-${d}' // {'\n"));

    [Theory]
    [MemberData(nameof(Files))]
    public void Symbols_ThatAreUsed_AreDeclared(string path)
    {
        var file = BicepFile.Named(path);
        var known = file.Symbols.Concat(Words).Concat(file.Outputs).Concat(LambdaParameter().Matches(file.Code).Select(match => match.Groups[1].Value)).ToHashSet();

        Assert.Empty(Name().Matches(file.Code).Select(match => match.Value).Except(known));
        Assert.Empty(Call().Matches(file.Code).Select(match => match.Groups[1].Value).Except(Functions));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Symbols_ThatAreDeclared_AreUsed(string path)
    {
        var file = BicepFile.Named(path);
        var names = Name().Matches(file.Code).Select(match => match.Value).ToLookup(name => name);

        // A module may be there for its own sake.
        Assert.All(file.Symbols.Except(file.Modules.Keys), symbol => Assert.True(names[symbol].Count() > 1, $"{symbol} is not used."));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Modules_OfTheRegistry_AreVerifiedOnesAtAPinnedVersion(string path) =>
        Assert.All(BicepFile.Named(path).Modules.Values.Where(module => !module.EndsWith(".bicep", StringComparison.Ordinal)), module => Assert.Matches(VerifiedModule(), module));

    [Fact]
    public void Modules_OfOurOwn_GetWhatTheyDeclareAndNothingElse()
    {
        foreach (var file in BicepFile.All)
            foreach (var symbol in file.Modules.Where(module => module.Value.EndsWith(".bicep", StringComparison.Ordinal)).Select(module => module.Key))
            {
                var given = file.Given(symbol);
                var declared = file.Local(symbol).Parameters;

                Assert.Subset(declared.Select(parameter => parameter.Name).ToHashSet(), given.ToHashSet());
                Assert.Subset(given.ToHashSet(), declared.Where(parameter => !parameter.HasDefault).Select(parameter => parameter.Name).ToHashSet());
            }
    }

    [Fact]
    public void Outputs_OfOurOwnModules_ExistWhereTheyAreAskedFor()
    {
        foreach (var file in BicepFile.All)
            foreach (var (symbol, output) in Output().Matches(file.Code).Select(match => (match.Groups[1].Value, match.Groups[2].Value)))
            {
                Assert.Contains(symbol, file.Modules.Keys);
                if (file.Modules[symbol].EndsWith(".bicep", StringComparison.Ordinal))
                    Assert.Contains(output, file.Local(symbol).Outputs);
            }
    }

    [Fact]
    public void Resources_WithTypes_HaveAnApiVersion() =>
        Assert.All(BicepFile.All.SelectMany(file => Resource().Matches(file.Text)), resource => Assert.Matches(@"@\d{4}-\d{2}-\d{2}$", resource.Groups[1].Value));

    [Fact]
    public void Abbreviations_InUse_AreThoseOfTheFile()
    {
        using var file = JsonDocument.Parse(Repository.Read("infra/abbreviations.json"));

        Assert.Equal(
            file.RootElement.EnumerateObject().Select(entry => entry.Name),
            Abbreviation().Matches(BicepFile.Main.Code).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
    }

    // A key or an open metrics endpoint would be a secret to keep; there is none.
    [Theory]
    [InlineData("infra/app/storage.bicep", "allowSharedKeyAccess: false")]
    [InlineData("infra/app/storage.bicep", "allowBlobPublicAccess: false")]
    [InlineData("infra/app/storage.bicep", "'Storage Blob Data Owner'")]
    [InlineData("infra/app/storage.bicep", "'Storage Queue Data Contributor'")]
    [InlineData("infra/app/storage.bicep", "'Storage Table Data Contributor'")]
    [InlineData("infra/app/monitoring.bicep", "disableLocalAuth: true")]
    [InlineData("infra/app/monitoring.bicep", "'Monitoring Metrics Publisher'")]
    public void Identity_IsTheOnlyWayIn(string path, string line) => Assert.Contains(line, BicepFile.Named(path).Text, StringComparison.Ordinal);

    [Fact]
    public void Keys_AreNeverAskedFor() => Assert.All(BicepFile.All, file => Assert.DoesNotMatch(@"list\w*Keys|AccountKey|@secure", file.Text));

    /// <summary>A name at the start of an expression: no property, no key of an object, no function.</summary>
    [GeneratedRegex(@"(?<![\w.@?]|\.\?)(?!(?<=(?:^|[{,])\s*)\w+:)[A-Za-z_]\w*\b(?!\()", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<![\w.])(\w+)\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"(\w+) =>")]
    private static partial Regex LambdaParameter();

    [GeneratedRegex(@"^br/public:avm/res/[a-z]+(-[a-z]+)*/[a-z]+(-[a-z]+)*:\d+\.\d+\.\d+$")]
    private static partial Regex VerifiedModule();

    [GeneratedRegex(@"(\w+)\.outputs\.(\w+)")]
    private static partial Regex Output();

    [GeneratedRegex(@"^resource \w+ '([^']+)'", RegexOptions.Multiline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"abbreviations\.(\w+)")]
    private static partial Regex Abbreviation();
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LaunchAgent.Contracts.Json;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Parsing;
using LaunchAgent.Specs.Secrets;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class LaunchSpecProperties
{
    private static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void Parse_AnyText_NeverThrows() =>
        Check.One(Thousand, Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => IsSane(text ?? "")));

    [Fact]
    public void Parse_AnyJson_NeverThrows() =>
        Check.One(Thousand, Prop.ForAll(LaunchSpecGen.Json.ToArbitrary(), json => IsSane(json?.ToJsonString() ?? "null")));

    /// <summary>Nearly right is where parsers break: a valid spec with a few characters cut out, doubled or changed, half surrogate pairs among them.</summary>
    [Fact]
    public void Parse_DamagedSpec_NeverThrows()
    {
        var damage = Gen.ListOf(Gen.Zip(Gen.Choose(0, 100_000), Gen.Elements("", "\"", "{", "]", ",", "\\", "\\ud800", "\uDC00", "1e999", "\0", "null", "\uFFFF")));
        var damaged = from spec in LaunchSpecGen.Spec
                      from places in damage
                      select Damage(ContractJson.Serialize(spec), [.. places.Take(8)]);

        Check.One(Thousand, Prop.ForAll(damaged.ToArbitrary(), IsSane));
    }

    [Fact]
    public void Parse_WhatWasSerialized_IsTheSameSpec() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(LaunchSpecGen.Spec.ToArbitrary(), spec =>
        {
            var json = ContractJson.Serialize(spec);
            var parsed = LaunchSpecParser.Parse(json);
            return (parsed.Problems.Count == 0 && ContractJson.Serialize(parsed.Spec) == json)
                .Label($"{json}\n{ContractJson.Serialize(parsed.Readable)}\n{string.Join('\n', parsed.Problems)}");
        }));

    [Fact]
    public void Parse_AnyDefectsTogether_FindsEveryOne() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Gen.SubListOf<SpecDefect>([.. SpecDefects.All]).ToArbitrary(), defects =>
        {
            var spec = SpecDefects.Valid();
            foreach (var defect in defects)
            {
                defect.Apply(spec);
            }

            var found = LaunchSpecParser.Parse(spec.ToJsonString()).Problems.Select(problem => (problem.Pointer, problem.Code)).ToHashSet();
            return found.SetEquals(defects.Select(defect => (defect.Pointer, defect.Code))).Label($"{spec.ToJsonString()}\n{string.Join('\n', found)}");
        }));

    private static bool IsSane(string text)
    {
        var parsed = LaunchSpecParser.Parse(text);
        _ = SecretBlanker.Blank(text);
        var decoded = MessageBody.Decode(text);
        var encoded = MessageBody.Decode(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        return parsed.IsValid == (parsed.Problems.Count == 0)
            && parsed.Problems.Count <= SpecLimits.Problems + 1
            && parsed.Problems.All(problem => problem.Message.Length > 0 && (problem.Pointer.Length == 0 || problem.Pointer[0] == '/'))
            && decoded.IsDecoded == (decoded.Problems.Count == 0)
            && encoded.IsDecoded == (encoded.Problems.Count == 0);
    }

    private static string Damage(string text, IReadOnlyList<(int Place, string Insert)> places)
    {
        foreach (var (place, insert) in places)
        {
            var at = place % text.Length;
            text = text[..at] + insert + text[Math.Min(text.Length, at + place % 3)..];
            text = text.Length == 0 ? "{" : text;
        }

        return text;
    }
}

using System.Text.RegularExpressions;

namespace LaunchAgent.Tests.Unit.House;

/// <summary>Links between the pages lead somewhere.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages => [.. Below(new DirectoryInfo(Repository.Root)).Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_ToFilesAndHeadings_LeadThere(string page) =>
        Assert.All(Link().Matches(Repository.Read(page)).Select(match => match.Groups[1].Value), link =>
        {
            var (file, heading) = link.Split('#') is [var path, var anchor] ? (path, anchor) : (link, null);
            var target = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
            var full = Path.Combine(Repository.Root, target);

            Assert.True(File.Exists(full) || Directory.Exists(full), $"{page} links to {link}, which is not there.");
            if (heading is not null)
                Assert.Contains(heading, Heading().Matches(Repository.Read(target)).Select(match => Anchor(match.Groups[1].Value)));
        });

    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFiles("*.md").Select(file => file.FullName)
        .Concat(folder.EnumerateDirectories().Where(inner => inner.Name is not ("node_modules" or "bin" or "obj" or ".data" or ".git")).SelectMany(Below));

    // As GitHub makes them: lower case, without punctuation, dashes for spaces.
    private static string Anchor(string heading) => Punctuation().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?!https?:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}

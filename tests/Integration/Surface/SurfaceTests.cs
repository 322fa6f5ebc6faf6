using LaunchAgent.Tests.Integration.Azurite;
using Microsoft.Azure.Functions.Worker;

namespace LaunchAgent.Tests.Integration.Surface;

/// <summary>
/// Release builds use Microsoft's packages and cannot be compiled here, so what Debug builds see must be the same, name by name.
/// To see the lines of the emulator as it is: <c>SURFACE_OUT=/tmp/surface.txt dotnet test tests/Integration --filter Surface</c>.
/// </summary>
public sealed class SurfaceTests
{
    [Fact]
    public void Emulator_PublicMembers_AreAllListed() => AssertNone(Emulated().Except(Listed()), "Public, but not in emulator/surface.txt");

    // A line that nothing emulates would be taken for granted by the next reader.
    [Fact]
    public void Surface_Lines_AreAllEmulated() => AssertNone(Listed().Except(Emulated()), "In emulator/surface.txt, but emulated by nothing");

    [Fact]
    public void PublicSurface_OneType_IsRenderedCompletely()
    {
        var name = "LaunchAgent.Tests.Integration.Surface.SurfaceTests.Sample<T>";
        string[] expected =
        [
            $"{name}: abstract class : System.Attribute, System.IDisposable where T : class, new() [Method, many]",
            $"{name}.Count: virtual int? {{ get; protected set; }}",
            $"{name}.Dispose: void ()",
            $"{name}.Name: string {{ get; init; }}",
            $"{name}.Run<TIn>: abstract System.Threading.Tasks.Task<T> (TIn input, string text = \"a\", System.Threading.CancellationToken cancellationToken = default) where TIn : struct",
            $"{name}.Stop: static void (params System.DayOfWeek[] days)",
            $"{name}.ctor: protected (System.DayOfWeek day = Monday)",
        ];

        Assert.Equal(string.Join('\n', expected), string.Join('\n', PublicSurface.Lines(typeof(Sample<>))));
    }

    private static void AssertNone(IEnumerable<string> lines, string what)
    {
        var found = lines.ToList();
        Assert.True(found.Count == 0, $"{what}:\n{string.Join('\n', found)}");
    }

    private static IReadOnlyList<string> Emulated()
    {
        var lines = PublicSurface.Of(typeof(FunctionAttribute).Assembly);
        if (Environment.GetEnvironmentVariable("SURFACE_OUT") is { Length: > 0 } file)
            File.WriteAllLines(file, lines);
        return lines;
    }

    private static IEnumerable<string> Listed() =>
        File.ReadLines(Path.Combine(AzuriteServer.RepositoryRoot(), "emulator/surface.txt")).Where(l => l.Length > 0 && l[0] != '#');

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public abstract class Sample<T> : Attribute, IDisposable
        where T : class, new()
    {
        protected Sample(DayOfWeek day = DayOfWeek.Monday) => Count = (int)day;

        public virtual int? Count { get; protected set; }

        public string? Name { get; init; }

        public static void Stop(params DayOfWeek[] days) => ArgumentNullException.ThrowIfNull(days);

        public abstract Task<T> Run<TIn>(TIn input, string text = "a", CancellationToken cancellationToken = default)
            where TIn : struct;

        public void Dispose() => GC.SuppressFinalize(this);
    }
}

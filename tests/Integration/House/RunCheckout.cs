namespace LaunchAgent.Tests.Integration.House;

/// <summary>A bare checkout with what <c>./run</c> reads, and a PATH that holds only what a test puts there.</summary>
internal sealed class RunCheckout : IDisposable
{
    private static readonly string[] Files =
    [
        "run", "global.json", "host.json", "local.settings.sample.json",
        "tools/azurite/package.json", "tools/azurite/package-lock.json", "tools/run/package.json", "tools/run/package-lock.json",
    ];

    private readonly string _tools;

    public RunCheckout()
    {
        Folder = Directory.CreateTempSubdirectory("launch-run-").FullName;
        _tools = Path.Combine(Folder, "path");
        Directory.CreateDirectory(_tools);
        var root = AzuriteServer.RepositoryRoot();
        var scripts = Directory.EnumerateFiles(Path.Combine(root, "tools/run"), "*.mjs").Select(file => Path.GetRelativePath(root, file));
        foreach (var file in Files.Concat(scripts))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, file))!);
            File.Copy(Path.Combine(root, file), Path.Combine(Folder, file));
        }

        foreach (var tool in new[] { "bash", "cat", "dirname", "env", "mkdir", "node", "sleep", "uname" })
            File.CreateSymbolicLink(Path.Combine(_tools, tool), Find(tool));
        Tool("dotnet", "case $1 in --version) echo 10.0.100;; --list-sdks) echo '10.0.100 [/sdk]';; esac");
        Tool("npm", "mkdir -p \"$3/node_modules\"");
    }

    public string Folder { get; }

    /// <summary>The data folder of its runs.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>Gives it the packages that <c>./test</c> installed, and a build that takes no time: a Node script in the place of the local host.</summary>
    public RunCheckout WithStandInHost(string script)
    {
        foreach (var tool in new[] { "tools/azurite", "tools/run" })
        {
            var installed = Path.Combine(AzuriteServer.RepositoryRoot(), tool, "node_modules");
            Directory.CreateSymbolicLink(Path.Combine(Folder, tool, "node_modules"), installed);
        }

        var host = Path.Combine(Folder, "host.mjs");
        File.WriteAllText(host, script);
        return Tool(
            "dotnet",
            $"""
            case $1 in
              --version) echo 10.0.100;;
              publish) while [ "$1" != -o ]; do shift; done; mkdir -p "$2"; : > "$2/LaunchAgent.Functions.dll"; : > "$2/LaunchAgent.LocalHost.dll";;
              */LaunchAgent.LocalHost.dll) shift; exec node {host} "$@";;
            esac
            """);
    }

    /// <summary>Puts a script in the place of a tool; null takes the tool away.</summary>
    public RunCheckout Tool(string name, string? script)
    {
        var file = Path.Combine(_tools, name);
        File.Delete(file);
        if (script is null)
            return this;

        File.WriteAllText(file, $"#!{Path.Combine(_tools, "bash")}\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Starts <c>./run</c> with this data folder, or with other arguments.</summary>
    public RunCommand Run(params string[] arguments) =>
        new(Path.Combine(_tools, "bash"), [Path.Combine(Folder, "run"), .. arguments.Length > 0 ? arguments : ["--data", Data]], _tools);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Find(string tool) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, tool))
        .First(File.Exists);
}

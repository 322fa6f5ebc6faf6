namespace LaunchAgent.Tests.Integration.Python;

/// <summary>A test that needs python3, and is counted as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(':').Any(folder => File.Exists(Path.Combine(folder, "python3"))))
            Skip = "There is no python3 on the PATH.";
    }
}

using LaunchAgent.Shim;

if (ShimProgram.TryRun(args) is { } code)
    return code;

await Console.Error.WriteLineAsync(
    $"This is started by the launch agent, once for each attempt: {ShimProgram.Argument} <folder of the attempt>, with the request on its input.");
return 2;

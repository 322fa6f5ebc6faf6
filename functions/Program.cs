using LaunchAgent.Functions.Executors.Shims;

// Before anything else is loaded: a shim must start fast (Executors/Shims).
if (ShimProgram.TryRun(args) is { } code)
    return code;

return 0;

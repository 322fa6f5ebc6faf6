using System.Runtime.InteropServices;
using LaunchAgent.Shim.Posix;

namespace LaunchAgent.Shim;

/// <summary>The operating system's refusal to start a program, in words that say what to check.</summary>
internal static class StartFailure
{
    public static string Explain(string program, int error) => error switch
    {
        Native.NotFoundError => $"'{program}' could not be started: the interpreter its first line names does not exist.",
        Native.NoExecutableFormatError => $"'{program}' is no program for this machine. A script needs a first line such as #!/bin/sh.",
        Native.ArgumentsTooLongError => $"'{program}' could not be started: its arguments and environment are too large (config is part of the environment).",
        _ => $"'{program}' could not be started: {Marshal.GetPInvokeErrorMessage(error)}.",
    };
}

using LaunchAgent.Core;
using LaunchAgent.Functions.Http;
using Microsoft.AspNetCore.Mvc;

namespace LaunchAgent.Functions.Launches;

/// <summary>Answers that several routes of launches give.</summary>
public static class LaunchErrors
{
    /// <summary>The code for an id that no launch has.</summary>
    public const string UnknownCode = "unknown_launch";

    /// <summary>The code for what cannot be done to a launch in its state.</summary>
    public const string InvalidState = "invalid_state";

    /// <summary>404: there is no such launch.</summary>
    public static ContentResult Unknown(string id) => ApiResults.Unknown(UnknownCode, WhyUnknown(id));

    /// <summary>Why an id names no launch.</summary>
    public static string WhyUnknown(string id) => LaunchId.TryParse(id, out _)
        ? $"There is no launch {id}; it may have been deleted after its retention time."
        : "This is not the id of a launch: those look like 8 letters or digits, a dash and 25 more.";
}

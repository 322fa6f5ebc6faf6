namespace Grpc.Core;

/// <summary>How a call ended, and why.</summary>
public struct Status
{
    /// <summary>Makes a status.</summary>
    public Status(StatusCode statusCode, string detail)
    {
        StatusCode = statusCode;
        Detail = detail;
    }

    /// <summary>How the call ended.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>Why.</summary>
    public string Detail { get; }

    /// <summary>The code and the detail.</summary>
    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}

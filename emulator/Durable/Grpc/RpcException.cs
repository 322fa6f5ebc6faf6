namespace Grpc.Core;

/// <summary>A call to the host was refused or failed.</summary>
public class RpcException : Exception
{
    /// <summary>Makes an exception of a status.</summary>
    public RpcException(Status status)
        : this(status, status.ToString())
    {
    }

    /// <summary>Makes an exception of a status, with a message.</summary>
    public RpcException(Status status, string message)
        : base(message)
    {
        Status = status;
    }

    /// <summary>How the call ended, and why.</summary>
    public Status Status { get; }

    /// <summary>How the call ended.</summary>
    public StatusCode StatusCode => Status.StatusCode;
}

namespace Grpc.Core;

/// <summary>How a call ended.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,

    /// <summary>Cancelled, usually by the caller.</summary>
    Cancelled = 1,

    /// <summary>An error that fits nowhere else.</summary>
    Unknown = 2,

    /// <summary>The caller gave an argument that is wrong whatever the state.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such thing.</summary>
    NotFound = 5,

    /// <summary>There is such a thing already.</summary>
    AlreadyExists = 6,

    /// <summary>Not allowed.</summary>
    PermissionDenied = 7,

    /// <summary>A quota or a size limit is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The state does not allow it.</summary>
    FailedPrecondition = 9,

    /// <summary>Aborted by a conflict.</summary>
    Aborted = 10,

    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>Not implemented.</summary>
    Unimplemented = 12,

    /// <summary>An inner error.</summary>
    Internal = 13,

    /// <summary>Not there at the moment.</summary>
    Unavailable = 14,

    /// <summary>Data was lost.</summary>
    DataLoss = 15,

    /// <summary>No valid credentials.</summary>
    Unauthenticated = 16,
}

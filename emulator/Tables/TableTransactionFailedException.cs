using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>A transaction was refused; nothing of it took effect.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    internal const string FailedIndex = "FailedEntity";

    /// <summary>Wraps the service's refusal.</summary>
    /// <param name="requestFailedException">The refusal.</param>
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            (requestFailedException ?? throw new ArgumentNullException(nameof(requestFailedException))).Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException)
    {
        if (requestFailedException.Data[FailedIndex] is string text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            FailedTransactionActionIndex = index;
    }

    /// <summary>Position, from 0, of the action that was refused; null when the service did not say.</summary>
    public int? FailedTransactionActionIndex { get; }
}

namespace FunctionsEmulator.Queues;

/// <summary>How long an idle queue is left alone: at once after messages, then ever longer, with jitter, up to a limit.</summary>
/// <param name="maximum">The longest delay.</param>
internal sealed class PollingDelay(TimeSpan maximum)
{
    private static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(100);
    private int _exponent;

    public TimeSpan Next(bool foundMessages, double random)
    {
        if (foundMessages)
            _exponent = 0;

        // ± 20 % of what is added to the minimum.
        var added = Minimum * (Math.Pow(2, _exponent) - 1) * (0.8 + (random * 0.4));
        var next = Minimum + added;
        if (next >= maximum)
            return maximum;
        _exponent++;
        return next;
    }
}

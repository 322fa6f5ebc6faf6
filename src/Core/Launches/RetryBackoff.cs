using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LaunchAgent.Contracts.Launches;

namespace LaunchAgent.Core.Launches;

/// <summary>How long a launch waits before its next attempt: exponential back-off, capped, with jitter that its id decides, so that a repetition computes the same.</summary>
/// <param name="InitialSeconds">The wait before the first retry.</param>
/// <param name="Factor">What each further wait is multiplied with; 1 keeps it constant.</param>
/// <param name="MaxSeconds">The longest wait before jitter.</param>
public sealed record RetryBackoff(double InitialSeconds = 10, double Factor = 2, double MaxSeconds = 600)
{
    /// <summary>The jitter is up to this part of the wait, either way.</summary>
    public const double Jitter = 0.2;

    /// <summary>The back-off that a launch asks for.</summary>
    public static RetryBackoff Of(LaunchRetry retry) => new(retry.InitialSeconds, retry.Factor, retry.MaxSeconds);

    /// <summary>The wait before a retry.</summary>
    /// <param name="retry">Number of the retry, from 1.</param>
    /// <param name="seed">What decides the jitter: the key of the attempt that failed.</param>
    public TimeSpan Delay(int retry, string seed)
    {
        // Math.Pow overflows to infinity, which the limit catches.
        var seconds = Math.Min(InitialSeconds * Math.Pow(Factor, retry - 1), MaxSeconds);
        return TimeSpan.FromSeconds(seconds * (1 + (Jitter * ((2 * Fraction(seed)) - 1))));
    }

    // Uniform in [0, 1): the first 53 bits of a hash, as many as a double holds.
    private static double Fraction(string seed) =>
        (BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(seed))) >> 11) * (1.0 / (1UL << 53));
}

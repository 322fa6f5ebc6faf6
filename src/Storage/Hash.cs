using System.Security.Cryptography;
using System.Text;

namespace LaunchAgent.Storage;

/// <summary>Short hashes for keys: free text never becomes part of a key.</summary>
public static class Hash
{
    /// <summary>Length of a partition key, in hexadecimal digits.</summary>
    public const int PartitionLength = 8;

    /// <summary>Length of the hash of a label set or an idempotency key, in hexadecimal digits.</summary>
    public const int KeyLength = 16;

    /// <summary>Length of a whole hash, in hexadecimal digits.</summary>
    public const int WholeLength = 64;

    /// <summary>The first digits of the SHA-256 of a text, in lower-case hexadecimal.</summary>
    public static string Short(string text, int length) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}

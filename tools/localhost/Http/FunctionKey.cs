using System.Security.Cryptography;
using System.Text;

namespace LaunchAgent.LocalHost.Http;

/// <summary>The one key of this host: it opens its functions of every level.</summary>
internal sealed class FunctionKey
{
    private const string Setting = "LOCALHOST_FUNCTION_KEY";

    private readonly byte[] _hash;

    private FunctionKey(string text, bool isRandom)
    {
        Text = text;
        IsRandom = isRandom;
        _hash = Hash(text);
    }

    public string Text { get; }
    public bool IsRandom { get; }

    public static FunctionKey FromEnvironment() => Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } text
        ? new(text, isRandom: false)
        : new(RandomNumberGenerator.GetHexString(40, lowercase: true), isRandom: true);

    /// <summary>Whether a request brings the key. The comparison takes as long for any guess.</summary>
    public bool Opens(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(_hash, Hash(request.Headers["x-functions-key"].ToString()))
        || CryptographicOperations.FixedTimeEquals(_hash, Hash(request.Query["code"].ToString()));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

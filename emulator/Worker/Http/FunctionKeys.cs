using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace FunctionsEmulator.Http;

/// <summary>The one key that opens every function which is not anonymous.</summary>
internal sealed class FunctionKeys(IConfiguration app)
{
    /// <summary>The key: the setting <c>EMULATOR_FUNCTION_KEY</c>, else a new one every start.</summary>
    public string Key { get; } = app["EMULATOR_FUNCTION_KEY"] is { Length: > 0 } key ? key : RandomNumberGenerator.GetHexString(48, lowercase: true);

    /// <summary>Whether the request may reach a function of this level: header <c>x-functions-key</c> or query <c>code</c>.</summary>
    public bool Allow(AuthorizationLevel level, HttpRequest request)
    {
        if (level == AuthorizationLevel.Anonymous)
            return true;
        var given = request.Headers.TryGetValue("x-functions-key", out var header) ? header.ToString() : request.Query["code"].ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Key));
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsEmulator.Durable.Replay;

/// <summary>Name-based GUIDs (RFC 4122, version 5): the same name, the same GUID.</summary>
internal static class DeterministicGuid
{
    // The namespace DurableTask uses, so that a GUID does not depend on which of the two runtimes made it.
    private static readonly Guid Namespace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    public static Guid Create(string instanceId, DateTime now, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{now:o}_{number}");
#pragma warning disable CA5350 // Version 5 is defined by SHA-1; nothing secret depends on it.
        var hash = SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
#pragma warning restore CA5350
        var bytes = hash.AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x50);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

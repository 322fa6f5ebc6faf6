using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace FunctionsEmulator.Durable.Storage;

/// <summary>Texts that are longer than one table property may be: kept as Name0, Name1 and so on.</summary>
internal static class ChunkedText
{
    public static void Write(TableEntity row, string name, string? text)
    {
        if (text is null)
            return;

        var number = 0;
        for (var start = 0; start < text.Length || number == 0; start += DurableLimits.Property)
            row[Property(name, number++)] = text.Substring(start, Math.Min(DurableLimits.Property, text.Length - start));
    }

    public static string? Read(TableEntity row, string name)
    {
        if (row.GetString(Property(name, 0)) is not { } first)
            return null;

        var text = new StringBuilder(first);
        for (var number = 1; row.GetString(Property(name, number)) is { } chunk; number++)
            text.Append(chunk);
        return text.ToString();
    }

    private static string Property(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}{number}");
}

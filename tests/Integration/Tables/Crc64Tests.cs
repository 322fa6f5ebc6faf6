using System.IO.Hashing;

namespace LaunchAgent.Tests.Integration.Tables;

public sealed class Crc64Tests
{
    // The check value of CRC-64/ECMA-182 in the catalogue of parametrised CRC algorithms (reveng.sourceforge.io).
    [Fact]
    public void Crc64_OfTheNineDigits_IsThePublishedCheckValue()
    {
        var crc = new Crc64();
        crc.Append("1234"u8);
        crc.Append("56789"u8);

        Assert.Equal("6C40DF5F0B497347", Convert.ToHexString(crc.GetHashAndReset()));
        Assert.Equal("0000000000000000", Convert.ToHexString(crc.GetCurrentHash()));
    }
}

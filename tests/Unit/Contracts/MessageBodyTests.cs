using System.Text;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class MessageBodyTests
{
    private const string Spec = """{"job":"größe"}""";

    [Theory]
    [InlineData(Spec)]
    [InlineData("  \r\n" + Spec + "\n")]
    [InlineData("\uFEFF" + Spec)]
    public void Decode_PlainJson_IsTheJson(string body) => Assert.Equal(Spec, MessageBody.Decode(body).Text);

    [Fact]
    public void Decode_Base64_IsTheJson()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Spec));

        Assert.Equal(Spec, MessageBody.Decode(encoded).Text);
        Assert.Equal(Spec, MessageBody.Decode($" {encoded[..10]}\r\n{encoded[10..]} ").Text);
        Assert.Equal(Spec, MessageBody.Decode(Convert.ToBase64String([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Spec)])).Text);
    }

    [Theory]
    [InlineData("{abc")]
    [InlineData("[1,2]")]
    [InlineData("\"abcd\"")]
    [InlineData("")]
    public void Decode_WhatBeginsAsJson_IsNeverBase64(string body) => Assert.Equal(body, MessageBody.Decode(body).Text);

    [Theory]
    [InlineData("eyJqb2IiOiJ4In")]
    [InlineData("eyJqb2IiOi*4In0=")]
    [InlineData("run my job, please")]
    [InlineData("not json at all")]
    [InlineData("eyJqb2Ii OiJ4In0=")]
    [InlineData("eyJqb2Ii\tOiJ4In0=")]
    [InlineData("helloworld12")]
    public void Decode_NeitherJsonNorBase64_IsAProblem(string body)
    {
        var decoded = MessageBody.Decode(body);

        Assert.False(decoded.IsDecoded);
        var problem = Assert.Single(decoded.Problems);
        Assert.Equal(ProblemCodes.InvalidBase64, problem.Code);
        Assert.Contains("neither JSON", problem.Message, StringComparison.Ordinal);
    }

    // As base64(1) does at 76 letters, and Convert.ToBase64String when it is told to.
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Decode_Base64InLines_IsTheJson(string end)
    {
        var spec = $$"""{"job":"{{new string('x', 200)}}"}""";
        var lines = Convert.ToBase64String(Encoding.UTF8.GetBytes(spec)).Chunk(76).Select(line => new string(line));

        Assert.Equal(spec, MessageBody.Decode(string.Join(end, lines) + end).Text);
    }

    [Fact]
    public void Decode_Base64OfUtf16_IsAProblemThatSaysSo() =>
        Assert.Equal(ProblemCodes.InvalidUnicode, Assert.Single(MessageBody.Decode(Convert.ToBase64String(Encoding.Unicode.GetBytes("""{"job":"x"}"""))).Problems).Code);

    [Fact]
    public void Decode_Base64OfOtherBytes_IsAProblem() =>
        Assert.Equal(ProblemCodes.InvalidUnicode, Assert.Single(MessageBody.Decode(Convert.ToBase64String([0x7B, 0xFF, 0xFE])).Problems).Code);
}

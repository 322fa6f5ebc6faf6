using System.Text;
using LaunchAgent.Contracts.Launches;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Tests.Unit.Contracts;

public sealed class MalformedSpecsTests
{
    [Fact]
    public void Generate_SameSeed_SameMessages()
    {
        Assert.Equal(MalformedSpecs.Generate(7, 100).Select(message => message.Body), MalformedSpecs.Generate(7, 100).Select(message => message.Body));
        Assert.NotEqual(MalformedSpecs.Generate(7, 100).Select(message => message.Body), MalformedSpecs.Generate(8, 100).Select(message => message.Body));
    }

    [Fact]
    public void Parse_ThousandMalformedMessages_FindsWhatIsWrongWithEach()
    {
        foreach (var message in MalformedSpecs.Generate(20_310_501, 1000))
        {
            var decoded = MessageBody.Decode(message.Body);
            var problems = decoded.IsDecoded ? LaunchSpecParser.Parse(decoded.Text).Problems : decoded.Problems;

            Assert.True(
                message.Expected.All(expected => problems.Any(problem => (problem.Pointer, problem.Code) == expected)),
                $"{message.Kind}: {message.Body}\n{string.Join('\n', problems)}");
            Assert.True(Encoding.UTF8.GetByteCount(message.Body) <= SpecLimits.MessageBytes);
            Assert.All(message.Body, character => Assert.False(char.IsControl(character)));
        }
    }
}

using System.Reflection;
using LaunchAgent.Core;
using LaunchAgent.Executors.Process;
using LaunchAgent.Functions;
using Microsoft.Extensions.Logging;

namespace LaunchAgent.Tests.Unit.House;

public sealed class LogTests
{
    // Who filters a log by an event id must not get two kinds of lines.
    [Fact]
    public void Messages_OfAllFeatures_HaveEventIdsOfTheirOwn()
    {
        var ids = Logs().Select(log => log.Id).ToArray();

        Assert.True(ids.Length > 40);
        Assert.Equal([], ids.CountBy(id => id).Where(count => count.Value > 1).Select(count => count.Key));
    }

    [Fact]
    public void Messages_OfAFeature_HaveAThousandIdsForThemselves()
    {
        var thousands = Logs().GroupBy(log => log.Id / 1000).Where(ids => ids.Select(log => log.Feature).Distinct().Count() > 1);
        var features = Logs().GroupBy(log => log.Feature).Where(ids => ids.Select(log => log.Id / 1000).Distinct().Count() > 1);

        Assert.Equal([], thousands.Select(ids => ids.Key));
        Assert.Equal([], features.Select(ids => ids.Key));
    }

    private static IEnumerable<(string Feature, int Id)> Logs() =>
        from assembly in new[] { typeof(ServiceRegistration).Assembly, typeof(LaunchTables).Assembly, typeof(ProcessExecutorRegistration).Assembly }
        from type in assembly.GetTypes()
        where type.Name.EndsWith("Logs", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (type.Name, message.EventId);
}

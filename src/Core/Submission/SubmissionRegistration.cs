using LaunchAgent.Core.Submission.Templates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LaunchAgent.Core.Submission;

/// <summary>Submission among the services.</summary>
public static class SubmissionRegistration
{
    /// <summary>Adds the way from a text to a recorded launch.</summary>
    public static IServiceCollection AddSubmission(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(_ => MacroSettings.From(settings))
        .AddSingleton<MacroRules>()
        .AddSingleton<SpecFilling>()
        .AddSingleton<SpecResolver>()
        .AddSingleton<SpecCheck>()
        .AddSingleton<LabelSetLimit>()
        .AddSingleton<IdempotencyKeys>()
        .AddSingleton<Backlog>()
        .AddSingleton<LaunchRecordFactory>()
        .AddSingleton<LaunchInsert>()
        .AddSingleton<Intake>()
        .AddSingleton<Submissions>()
        .AddSingleton<BatchPart>()
        .AddSingleton<BatchSubmissions>();
}

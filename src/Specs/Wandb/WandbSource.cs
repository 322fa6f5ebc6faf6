using LaunchAgent.Contracts.Launches;
using LaunchAgent.Contracts.Problems;
using LaunchAgent.Specs.Parsing;

namespace LaunchAgent.Specs.Wandb;

/// <summary>What a W&amp;B run spec runs: an image, else a job, else a sweep's scheduler, else the bare command.</summary>
internal sealed record WandbSource(string? Image, string? ImagePointer, string? Job, bool IsScheduler, bool IsGiven)
{
    private const string SchedulerUri = "placeholder-uri-scheduler";

    private const string Advice = "This agent builds no images. Build one and give docker.docker_image, or make a job of it here and give job.";

    private static readonly TextRule Uri = new(SpecLimits.Url) { IsContent = true };

    public static WandbSource Read(ObjectReader run, WarningList warnings)
    {
        var docker = run.Nested("docker");
        var dockerImage = docker?.Text("docker_image", TextRules.Image);
        var image = dockerImage ?? run.Text("image_uri", TextRules.Image);
        var job = run.Text("job", TextRules.WandbJobPath);
        var isScheduler = run.Text("uri", Uri) == SchedulerUri;
        if (docker is not null)
        {
            WandbFields.WarnOfIgnored(docker, "docker.", ["user_id"], warnings);
            WandbFields.WarnOfUnknown(docker, "docker.", warnings);
        }

        if (dockerImage is not null && run.IsGiven("image_uri"))
        {
            warnings.Add(WarningCodes.IgnoredField, "image_uri has no effect: docker.docker_image is given.");
        }

        if (image is not null && job is not null)
        {
            warnings.Add(WarningCodes.IgnoredField, "job has no effect: an image is given.");
            job = null;
        }

        if (image is not null || job is not null)
        {
            WandbFields.WarnOfIgnored(run, "", isScheduler ? ["git"] : ["uri", "git"], warnings);
        }

        var at = dockerImage is not null ? docker!.At("docker_image") : image is not null ? run.At("image_uri") : null;
        // One of a wrong type was given as well: that is one problem, not two.
        return new WandbSource(image, at, job, isScheduler, docker?.IsGiven("docker_image") == true || run.IsGiven("image_uri") || run.IsGiven("job"));
    }

    public void Check(ObjectReader run, ObjectReader? overrides, LaunchSpec spec)
    {
        if (overrides is not null && !WandbFields.IsEmpty(overrides.Take("dockerfile")))
        {
            run.Problems.Add(overrides.At("dockerfile"), ProblemCodes.NeedsBuild, Advice);
        }

        if (IsScheduler)
        {
            if (spec.SweepId is null)
            {
                run.Problems.Add(run.At("sweep_id"), ProblemCodes.MissingField, "A sweep's scheduler needs the sweep's id, in sweep_id or run_id.");
            }

            return;
        }

        if (IsGiven)
        {
            return;
        }

        var built = new[] { "uri", "git" }.Where(name => !WandbFields.IsEmpty(run.Take(name))).ToList();
        built.ForEach(name => run.Problems.Add(run.At(name), ProblemCodes.NeedsBuild, Advice));
        if (built.Count == 0 && WandbFields.IsEmpty(overrides?.Take("entry_point")))
        {
            run.Problems.Add(run.Pointer, ProblemCodes.MissingSource, "Nothing says what to run. Give docker.docker_image, job or overrides.entry_point.", ["docker.docker_image", "job", "overrides.entry_point"]);
        }
    }
}

namespace Twinyard.Chaos.Plans;

/// <summary>A schedule, and what the oracle knows of it without reading the expression.</summary>
/// <param name="Expression">As in the manifest.</param>
/// <param name="Step">From one tick to the next.</param>
/// <param name="FromDeploy">Counted from the deploy, as rates are; otherwise ticks are multiples of the step since 1970.</param>
internal sealed record ScheduleDefinition(string Expression, string CatchUp, TimeSpan Step, bool FromDeploy)
{
    public static ScheduleDefinition Rate(int count, string unit, TimeSpan one, string catchUp) =>
        new($"rate({count} {unit}{(count == 1 ? "" : "s")})", catchUp, one * count, true);

    public static ScheduleDefinition EveryMinutes(int minutes, string catchUp) => new($"cron(0/{minutes} * * * ? *)", catchUp, TimeSpan.FromMinutes(minutes), false);
}

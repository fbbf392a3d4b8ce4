using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Plans;

/// <summary>The workflows: every overlap policy, every catch-up, every trigger, with and without retries, backup, steps and outputs.</summary>
internal static class Workload
{
    public const string ByHand = "by-hand";
    public const string OneByHand = "one-by-hand";
    public const string Hooked = "hooked";
    public const string Webhook = "deliveries";

    public static readonly IReadOnlyList<string> Kinds = ["kind.a", "kind.b", "kind.c"];

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly IReadOnlyList<WorkflowDefinition> Base =
    [
        new("one-by-one", Behaviour.Write) { Overlap = "queue-all", Schedules = [ScheduleDefinition.Rate(4, "minute", Minute, "all")] },
        new("newest", Behaviour.Write) { Overlap = "skip", Schedules = [ScheduleDefinition.Rate(5, "minute", Minute, "last")] },
        new("in-time", Behaviour.Nothing) { Overlap = "queue-one", Schedules = [ScheduleDefinition.Rate(2, "second", Second, "none")] },
        new("quarterly", Behaviour.Write) { AsProcess = true, Retries = 1, Schedules = [ScheduleDefinition.EveryMinutes(15, "all")] },
        new("replaced", Behaviour.Slow) { Overlap = "cancel-other", Schedules = [ScheduleDefinition.Rate(20, "second", Second, "none")] },
        new("edited-a", Behaviour.Result),
        new("edited-b", Behaviour.Write) { Retries = 2 },
        new("on-a", Behaviour.Write) { Kinds = ["kind.a"], Retries = 3 },
        new("on-a-and-b", Behaviour.Fail) { Kinds = ["kind.a", "kind.b"], HasBackup = true, Retries = 1 },
        new("on-b", Behaviour.Refused) { Kinds = ["kind.b"], HasBackup = true },
        new("on-c", Behaviour.Slow) { Kinds = ["kind.c"], Timeout = "3s", HasBackup = true },
        new("on-c-process", Behaviour.Write) { Kinds = ["kind.c"], AsProcess = true },
        new("stepped", Behaviour.Write) { HasSteps = true, Retries = 3, Kinds = ["kind.b"], Schedules = [ScheduleDefinition.Rate(3, "minute", Minute, "last")] },
        new("chained", Behaviour.Result) { IsChained = true },
        new(ByHand, Behaviour.Write) { Retries = 2 },
        new(OneByHand, Behaviour.Slow) { Overlap = "skip" },
        new(Hooked, Behaviour.Write) { HasWebhook = true },
    ];

    private static readonly IReadOnlyList<ScheduleDefinition> Edits =
    [
        ScheduleDefinition.Rate(45, "second", Second, "all"),
        ScheduleDefinition.Rate(90, "second", Second, "last"),
        ScheduleDefinition.Rate(1, "hour", TimeSpan.FromHours(1), "all"),
        ScheduleDefinition.EveryMinutes(5, "none"),
        ScheduleDefinition.EveryMinutes(10, "last"),
        ScheduleDefinition.EveryMinutes(30, "all"),
    ];

    public static Plan First => new(1, Base);

    /// <summary>Changes schedules, takes some away and brings some back, and leaves the others as they are.</summary>
    public static Plan Next(Plan plan, Random random) => new(
        plan.Number + 1,
        [.. plan.Workflows.Select(workflow => workflow.Name.StartsWith("edited", StringComparison.Ordinal) && random.Next(3) > 0
            ? workflow with { Schedules = [.. random.GetItems(Edits.ToArray(), random.Next(3)).Distinct()] }
            : workflow)]);
}

using System.Globalization;
using Twinyard.Chaos.Checks;
using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Requests;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Tests.Checks;

/// <summary>A small environment in which every promise was kept, for tests to break one.</summary>
internal static class SettledState
{
    /// <summary>When the first plan was deployed, in Unix microseconds. Not a whole minute, as no deploy is.</summary>
    public const long Deployed = 1_800_000_000_123_456;

    public const long Minute = 60_000_000;

    /// <summary>Its schedule has three ticks until the second plan takes it away.</summary>
    public const string Clocked = "clocked";

    public const string OnEvent = "on-event";
    public const string Event = "event-0";

    /// <summary>Of the run that the event started; it failed, and its backup is <see cref="Backup"/>.</summary>
    public const string Failed = "run-event";

    public const string Backup = "run-backup";
    public const string Started = "run-by-hand";

    /// <summary>Of a workflow with steps; its second attempt went on from the first step.</summary>
    public const string Stepped = "run-stepped";

    private static readonly ScheduleDefinition EveryMinute = ScheduleDefinition.Rate(1, "minute", TimeSpan.FromMinutes(1), "all");

    private static readonly Plan First = new(
        1,
        [
            new WorkflowDefinition(Clocked, Behaviour.Write) { Schedules = [EveryMinute] },
            new WorkflowDefinition(OnEvent, Behaviour.Write) { Kinds = ["kind.a"], HasBackup = true },
            new WorkflowDefinition(Workload.ByHand, Behaviour.Write) { Retries = 1 },
            new WorkflowDefinition(Workload.Hooked, Behaviour.Nothing) { HasWebhook = true },
            new WorkflowDefinition("stepped", Behaviour.Write) { HasSteps = true, Retries = 1 },
        ]);

    public static IReadOnlyList<Request> Asked { get; } =
    [
        new(0, RequestKind.Event, "kind.a", Answer.Accepted, Event),
        new(1, RequestKind.Start, Workload.ByHand, Answer.Accepted, Started),
        new(2, RequestKind.Start, Workload.ByHand, Answer.Skipped, ""),
        new(3, RequestKind.Delivery, Workload.Hooked, Answer.Accepted, "webhook-3"),
        new(4, RequestKind.Event, "kind.a", Answer.Unknown, ""),
    ];

    public static State Kept { get; } = Make();

    public static string Tick(int number) => $"tick-{number}";

    public static string RunOfTick(int number) => $"run-{number}";

    public static IReadOnlyList<Violation> Violations(State state) => Violations(state, Asked);

    public static IReadOnlyList<Violation> Violations(State state, IReadOnlyList<Request> requests)
    {
        var plans = new Dictionary<string, Plan> { ["commit-1"] = First, ["commit-2"] = First.Quiet(2) };
        var end = Deployed + (10 * Minute);
        return AllChecks.Of(state, First.Workflows, requests, new TickOracle(plans, new Dictionary<int, long> { [2] = Deployed + (3 * Minute) + 1 }, end).Of(state.Deployments));
    }

    private static State Make()
    {
        var state = new State
        {
            Deployments = [new DeploymentRow { CommitId = "commit-1", DeployedAt = Deployed }, new DeploymentRow { CommitId = "commit-2", DeployedAt = Deployed + (3 * Minute) + 1 }],
            Events =
            [
                new EventRow { Id = Event, Source = "chaos", DetailType = "kind.a", Detail = """{"number": 0}""" },
                new EventRow { Id = "webhook-3", Source = "twinyard.webhooks", DetailType = "webhook.received", Detail = $$"""{"workflow": "{{Workload.Hooked}}", "delivery": "3"}""" },
            ],
        };
        for (var number = 1; number <= 3; number++)
        {
            var due = Deployed + (number * Minute);
            state = state.Add(new OccurrenceRow { Id = Tick(number), Workflow = Clocked, TriggerId = "clocked/rate", Kind = "schedule", Reference = due.ToString(CultureInfo.InvariantCulture), Label = EveryMinute.Expression, DueAt = due, Outcome = "ran" })
                .Succeed(RunOfTick(number), Clocked, Tick(number)).Leave($"{RunOfTick(number)}-1");
        }

        return state
            .Add(new OccurrenceRow { Id = "line-event", Workflow = OnEvent, TriggerId = "on-event/a", Kind = "event", Reference = Event, Outcome = "ran" })
            .Fail(Failed, OnEvent, "line-event")
            .Succeed(Backup, OnEvent, "line-event", backupOf: Failed).Leave($"{Backup}-1")
            .Add(new OccurrenceRow { Id = "line-start", Workflow = Workload.ByHand, TriggerId = "by-hand/manual", Kind = "manual", Reference = "1", Input = """{"number": 1}""", Outcome = "ran" })
            .Succeed(Started, Workload.ByHand, "line-start").Leave($"{Started}-1")
            .Add(new OccurrenceRow { Id = "line-skipped", Workflow = Workload.ByHand, TriggerId = "by-hand/manual", Kind = "manual", Reference = "2", Input = """{"number": 2}""", Outcome = "skipped" })
            .Add(new OccurrenceRow { Id = "line-hook", Workflow = Workload.Hooked, TriggerId = "hooked/webhook", Kind = "event", Reference = "webhook-3", Outcome = "ran" })
            .Succeed("run-hook", Workload.Hooked, "line-hook")
            .Add(new OccurrenceRow { Id = "line-stepped", Workflow = "stepped", TriggerId = "stepped/manual", Kind = "manual", Reference = "5", Outcome = "ran" })
            .SucceedInSteps(Stepped, "stepped", "line-stepped").Leave($"{Stepped}-0");
    }
}

using System.Globalization;
using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Tests.Checks;

internal static class StateChanges
{
    public static State Add(this State state, OccurrenceRow occurrence) => state with { Occurrences = [.. state.Occurrences, occurrence] };

    /// <summary>One attempt, executed and committed.</summary>
    public static State Succeed(this State state, string run, string workflow, string occurrence, string? backupOf = null) => state with
    {
        Runs = [.. state.Runs, new RunRow { Id = run, Workflow = workflow, OccurrenceId = occurrence, State = "succeeded", Attempt = 1, Fence = 1, BackupOf = backupOf }],
        Commits = [.. state.Commits, new CommitRow { OccurrenceId = occurrence, RunId = run, Fence = 1 }],
        Starts = [.. state.Starts, $"{run}-1"],
    };

    /// <summary>Two attempts, of which the second executed what the first had not.</summary>
    public static State SucceedInSteps(this State state, string run, string workflow, string occurrence) => state with
    {
        Runs = [.. state.Runs, new RunRow { Id = run, Workflow = workflow, OccurrenceId = occurrence, State = "succeeded", Attempt = 2, Fence = 2 }],
        Commits = [.. state.Commits, new CommitRow { OccurrenceId = occurrence, RunId = run, Fence = 2 }],
        Steps =
        [
            .. state.Steps,
            new StepRow { RunId = run, Step = "rows", State = "succeeded", Attempts = 1 },
            new StepRow { RunId = run, Step = "object", State = "succeeded", Attempts = 2 },
            new StepRow { RunId = run, Step = "object", Item = 1, State = "succeeded", Attempts = 1 },
            new StepRow { RunId = run, Step = "rest", State = "succeeded", Attempts = 1 },
        ],
        Starts = [.. state.Starts, $"{run}-rows.0.1.1", $"{run}-object.0.1.1", $"{run}-object.0.2.2", $"{run}-object.1.2.1", $"{run}-rest.0.2.1"],
    };

    public static State ChangeStep(this State state, string step, Func<StepRow, StepRow> change) =>
        state with { Steps = [.. state.Steps.Select(one => one.Step == step ? change(one) : one)] };

    public static State Fail(this State state, string run, string workflow, string occurrence) => state with
    {
        Runs = [.. state.Runs, new RunRow { Id = run, Workflow = workflow, OccurrenceId = occurrence, State = "failed", Attempt = 1, Fence = 1 }],
        Starts = [.. state.Starts, $"{run}-1"],
    };

    /// <summary>Everything that an attempt leaves.</summary>
    public static State Leave(this State state, string stamp) => state with
    {
        Rows = [.. state.Rows, .. Enumerable.Range(1, ScriptedOutputs.Rows).Select(number => new TableRow(RunStamp.RunOf(stamp), stamp, number))],
        Objects = [.. state.Objects, .. ScriptedOutputs.Objects.Select(name => ObjectOf(stamp, name))],
        Metrics = [.. state.Metrics, stamp],
        Events = [.. state.Events, new EventRow { Id = string.Create(CultureInfo.InvariantCulture, $"{RunStamp.RunOf(stamp)}-{1}"), Source = ScriptedOutputs.Source, DetailType = ScriptedOutputs.DetailType, Detail = $$"""{"stamp": "{{stamp}}"}""" }],
    };

    public static ObjectRow ObjectOf(string stamp, string name) => new()
    {
        Key = $"{RunStamp.RunOf(stamp)}/{name}",
        RunId = RunStamp.RunOf(stamp),
        Content = ScriptedOutputs.ContentOf(name, stamp),
    };

    public static State Without(this State state, string occurrence) => state with { Occurrences = [.. state.Occurrences.Where(one => one.Id != occurrence)] };

    public static State Change(this State state, string occurrence, Func<OccurrenceRow, OccurrenceRow> change) =>
        state with { Occurrences = [.. state.Occurrences.Select(one => one.Id == occurrence ? change(one) : one)] };

    public static State ChangeRun(this State state, string run, Func<RunRow, RunRow> change) =>
        state with { Runs = [.. state.Runs.Select(one => one.Id == run ? change(one) : one)] };

    public static void ShouldShow(this IReadOnlyList<Twinyard.Chaos.Checks.Violation> violations, int promise, string proof) =>
        violations.ShouldContain(violation => violation.Promise == promise && violation.Proof.Contains(proof, StringComparison.Ordinal), string.Join("; ", violations));
}

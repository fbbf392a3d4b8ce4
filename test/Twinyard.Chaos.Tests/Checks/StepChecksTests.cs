using static Twinyard.Chaos.Tests.Checks.SettledState;

namespace Twinyard.Chaos.Tests.Checks;

/// <summary>What is promised of steps, broken in each way that the checks look for.</summary>
public sealed class StepChecksTests
{
    [Fact]
    public void Of_AStepOfASucceededRunWasSkipped_NamesIt() =>
        Violations(Kept.ChangeStep("rest", step => step with { State = "skipped" })).ShouldShow(1, $"{Stepped}: rows.0 succeeded, object.0 succeeded, object.1 succeeded, rest.0 skipped");

    [Fact]
    public void Of_AStepThatStillRuns_NamesIt() =>
        Violations(Kept.ChangeStep("rest", step => step with { State = "running" })).ShouldShow(1, $"{Stepped}: rest.0 running");

    [Fact]
    public void Of_AStepExecutedMoreOftenThanTheJournalKnows_NamesIt() =>
        Violations(Kept with { Starts = [.. Kept.Starts, $"{Stepped}-rows.0.2.2"] }).ShouldShow(1, "rows.0 succeeded, 2 seen and 1 in the journal");

    [Fact]
    public void Of_AStepThatNobodyExecuted_NamesIt() =>
        Violations(Kept with { Starts = [.. Kept.Starts.Where(start => !start.Contains("-rest.", StringComparison.Ordinal))] }).ShouldShow(1, "rest.0 succeeded, 0 seen");

    [Fact]
    public void Of_AStepExecutedMoreOftenThanItsRun_NamesIt() =>
        Violations(Kept.ChangeStep("object", step => step with { Attempts = 3 })).ShouldShow(1, "object.0 succeeded, 2 seen and 3 in the journal");

    [Fact]
    public void Of_OutputsOfAStepAreMissing_NamesTheRun() =>
        Violations(Kept with { Metrics = [.. Kept.Metrics.Where(stamp => stamp != $"{Stepped}-0")] }).ShouldShow(3, $"{Stepped}-0: metric");
}

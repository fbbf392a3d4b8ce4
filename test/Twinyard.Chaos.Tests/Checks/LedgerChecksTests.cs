using Twinyard.Chaos.Evidence;
using static Twinyard.Chaos.Tests.Checks.SettledState;

namespace Twinyard.Chaos.Tests.Checks;

/// <summary>Promise 2 broken in each way that the checks look for.</summary>
public sealed class LedgerChecksTests
{
    [Theory]
    [InlineData("pending")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("skipped")]
    [InlineData("missed")]
    [InlineData("superseded")]
    public void Of_OutcomeThatIsNotWhatBecameOfIt_NamesTheLine(string outcome) =>
        Violations(Kept.Change(Tick(1), line => line with { Outcome = outcome })).ShouldShow(2, Tick(1));

    [Fact]
    public void Of_RanWithoutARun_NamesTheLine() =>
        Violations(Kept.Change("line-skipped", line => line with { Outcome = "ran" })).ShouldShow(2, "line-skipped");

    [Theory]
    [InlineData("queued")]
    [InlineData("running")]
    [InlineData("committing")]
    public void Of_RunUnderWay_NamesTheRun(string state) =>
        Violations(Kept.ChangeRun(Started, run => run with { State = state })).ShouldShow(2, $"{Started} of");

    [Fact]
    public void Of_EventForgotten_NamesTheEvent() =>
        Violations(Kept.Without("line-hook")).ShouldShow(2, "webhook-3");

    [Fact]
    public void Of_EventOnALedgerTwice_NamesBothLines()
    {
        // Another trigger of the same workflow: the ledger's own key does not see it.
        var twice = Kept.Add(new OccurrenceRow { Id = "line-more", Workflow = OnEvent, TriggerId = "on-event/b", Kind = "event", Reference = Event, Outcome = "skipped" });

        Violations(twice).ShouldShow(1, "line-event, line-more");
    }

    [Fact]
    public void Of_EventThatNobodyPublished_NamesTheLine() =>
        Violations(Kept.Add(new OccurrenceRow { Id = "line-ghost", Workflow = OnEvent, TriggerId = "on-event/a", Kind = "event", Reference = "ghost", Outcome = "skipped" })).ShouldShow(1, "line-ghost");

    [Fact]
    public void Of_TickForgotten_NamesTheTick() =>
        Violations(Kept.Without(Tick(2))).ShouldShow(2, $"({Deployed + (2 * Minute)})");

    [Fact]
    public void Of_TickThatNeverWas_NamesTheLine() =>
        Violations(Kept.Change(Tick(2), line => line with { DueAt = line.DueAt + 1 })).ShouldShow(2, Tick(2));

    [Fact]
    public void Of_TickAfterTheScheduleWasTakenAway_NamesTheLine()
    {
        var late = Kept.Occurrences.Single(one => one.Id == Tick(3)) with { Id = "late", Reference = "late", DueAt = Deployed + (4 * Minute), Outcome = "missed" };

        Violations(Kept.Add(late)).ShouldShow(2, "late");
    }

    [Fact]
    public void Of_SummaryOfAllTicks_FindsNothing() =>
        Violations(Summary(3)).ShouldBeEmpty();

    [Fact]
    public void Of_SummaryThatCountsWrong_NamesTheLine() =>
        Violations(Summary(2)).ShouldShow(2, "summary");

    [Fact]
    public void Of_SummaryAndALineOfItsOwn_NamesBoth()
    {
        var own = Kept.Occurrences.Single(one => one.Id == Tick(2)) with { Outcome = "missed" };

        Violations(Summary(3).Add(own)).ShouldShow(2, $"summary, {Tick(2)}");
    }

    /// <summary>One line for the three ticks, which nothing ran for.</summary>
    private static State Summary(int ticks)
    {
        var state = Kept with
        {
            Occurrences = [.. Kept.Occurrences.Where(one => one.Kind != "schedule")],
            Runs = [.. Kept.Runs.Where(run => run.Workflow != Clocked)],
            Commits = [.. Kept.Commits.Where(commit => !commit.OccurrenceId.StartsWith("tick", StringComparison.Ordinal))],
            Starts = [.. Kept.Starts.Where(IsNoTick)],
            Rows = [.. Kept.Rows.Where(row => IsNoTick(row.Stamp))],
            Objects = [.. Kept.Objects.Where(version => IsNoTick(version.RunId))],
            Metrics = [.. Kept.Metrics.Where(IsNoTick)],
            Events = [.. Kept.Events.Where(one => IsNoTick(one.Id))],
        };
        var line = Kept.Occurrences.Single(one => one.Id == Tick(1)) with { Id = "summary", UntilAt = Deployed + (3 * Minute), Ticks = ticks, Outcome = "missed" };
        return state.Add(line);
    }

    private static bool IsNoTick(string text) => !Enumerable.Range(1, 3).Any(number => text.StartsWith(RunOfTick(number), StringComparison.Ordinal));
}

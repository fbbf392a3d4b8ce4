using Twinyard.Chaos.Evidence;
using static Twinyard.Chaos.Tests.Checks.SettledState;

namespace Twinyard.Chaos.Tests.Checks;

/// <summary>Promise 3 broken in each way that the checks look for.</summary>
public sealed class OutputChecksTests
{
    private static readonly string Whole = $"{Backup}-1";

    [Fact]
    public void Of_OneRowMissing_NamesIt() =>
        Violations(Kept with { Rows = [.. Kept.Rows.Where(row => row.Stamp != Whole || row.Number != 2)] }).ShouldShow(3, $"{Whole}: row 2");

    [Fact]
    public void Of_OneObjectMissing_NamesIt() =>
        Violations(Kept with { Objects = [.. Kept.Objects.Where(version => version.Key != $"{Backup}/b.txt")] }).ShouldShow(3, $"{Whole}: b.txt");

    [Fact]
    public void Of_EventOrMetricMissing_NamesThem() =>
        Violations(Kept with { Metrics = [.. Kept.Metrics.Where(stamp => stamp != Whole)], Events = [.. Kept.Events.Where(one => !one.Id.StartsWith(Backup, StringComparison.Ordinal))] })
            .ShouldShow(3, $"{Whole}: event, metric");

    [Fact]
    public void Of_NothingVisible_NamesEverything()
    {
        var nothing = Kept with
        {
            Rows = [.. Kept.Rows.Where(row => row.Stamp != Whole)],
            Objects = [.. Kept.Objects.Where(version => version.RunId != Backup)],
            Metrics = [.. Kept.Metrics.Where(stamp => stamp != Whole)],
            Events = [.. Kept.Events.Where(one => !one.Id.StartsWith(Backup, StringComparison.Ordinal))],
        };

        Violations(nothing).ShouldShow(3, $"{Whole}: row 1, row 2, row 3, a.txt, b.txt, event, metric");
    }

    [Fact]
    public void Of_RowAppliedTwice_NamesIt() =>
        Violations(Kept with { Rows = [.. Kept.Rows, new TableRow(Backup, Whole, 3)] }).ShouldShow(3, $"{Whole}: 2 × row 3");

    [Fact]
    public void Of_OutputsOfAFailedRun_NamesThem() =>
        Violations(Kept with { Rows = [.. Kept.Rows, new TableRow(Failed, $"{Failed}-1", 1)] }).ShouldShow(3, $"{Failed}-1: row 1");

    [Fact]
    public void Of_ObjectOfAnOlderAttempt_NamesBothAttempts()
    {
        // The newest attempt has the commit record, and what is visible was written by the one before.
        var state = Kept.ChangeRun(Started, run => run with { Fence = 2 });
        state = state with
        {
            Commits = [.. state.Commits.Where(commit => commit.RunId != Started), new CommitRow { OccurrenceId = "line-start", RunId = Started, Fence = 2 }],
            Starts = [.. state.Starts, $"{Started}-2"],
        };

        var violations = Violations(state);

        violations.ShouldShow(3, $"{Started}-1: ");
        violations.ShouldShow(3, $"{Started}-2: row 1");
    }

    [Fact]
    public void Of_ObjectWithHalfItsContent_NamesTheRun()
    {
        var half = StateChanges.ObjectOf(Whole, "a.txt") with { Content = "a.txt run-" };

        Violations(Kept with { Objects = [.. Kept.Objects.Where(version => version.Key != half.Key), half] }).ShouldShow(3, "a.txt run-");
    }
}

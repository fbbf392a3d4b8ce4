using Twinyard.Chaos.Evidence;
using static Twinyard.Chaos.Tests.Checks.SettledState;

namespace Twinyard.Chaos.Tests.Checks;

/// <summary>Promise 1 broken in each way that the checks look for.</summary>
public sealed class RunChecksTests
{
    [Fact]
    public void Of_EveryPromiseKept_FindsNothing() => Violations(Kept).ShouldBeEmpty();

    [Fact]
    public void Of_SameTickPlacedTwice_NamesBothLines()
    {
        var twice = Kept.Occurrences.Single(one => one.Id == Tick(1)) with { Id = "again" };

        Violations(Kept.Add(twice).Succeed("run-again", Clocked, "again").Leave("run-again-1")).ShouldShow(1, $"{Tick(1)}, again");
    }

    [Fact]
    public void Of_SecondRunOfAnOccurrence_NamesBothRuns() =>
        Violations(Kept.Fail("run-second", Clocked, Tick(1))).ShouldShow(1, $"{RunOfTick(1)}, run-second");

    [Fact]
    public void Of_CommitRecordOfAnOldFence_NamesTheAttempt() =>
        Violations(Kept.ChangeRun(Started, run => run with { Fence = 2 })).ShouldShow(1, $"line-start: {Started}-1");

    [Fact]
    public void Of_SuccessWithoutCommitRecord_NamesTheRun() =>
        Violations(Kept with { Commits = [.. Kept.Commits.Where(commit => commit.RunId != Started)] }).ShouldShow(1, Started);

    [Fact]
    public void Of_AttemptExecutedTwice_NamesIt() =>
        Violations(Kept with { Starts = [.. Kept.Starts, $"{Started}-1"] }).ShouldShow(1, $"{Started}-1");

    [Fact]
    public void Of_MoreAttemptsThanAskedFor_NamesThem() =>
        Violations(Kept with { Starts = [.. Kept.Starts, $"{RunOfTick(2)}-2"] }).ShouldShow(1, $"{RunOfTick(2)}-1, {RunOfTick(2)}-2");

    [Fact]
    public void Of_AsManyAttemptsAsAskedFor_FindsNothing() =>
        Violations(Kept with { Starts = [.. Kept.Starts, $"{Started}-2"] }).ShouldBeEmpty();

    [Fact]
    public void Of_ExecutedWithoutARun_NamesIt() =>
        Violations(Kept with { Starts = [.. Kept.Starts, "run-ghost-1"] }).ShouldShow(1, "run-ghost");

    [Fact]
    public void Of_CommittedWithoutExecution_NamesIt() =>
        Violations(Kept with { Starts = [.. Kept.Starts.Where(stamp => stamp != $"{Backup}-1")] }).ShouldShow(1, $"{Backup}-1");
}

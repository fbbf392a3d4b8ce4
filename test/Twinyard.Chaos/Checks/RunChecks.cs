using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Checks;

/// <summary>Promise 1: one run per occurrence, one commit record, and as many attempts as were asked for.</summary>
internal static class RunChecks
{
    private const int Promise = 1;

    public static IEnumerable<Violation> Of(State state, IReadOnlyDictionary<string, WorkflowDefinition> workflows) =>
    [
        .. Occurrences(state),
        .. Commits(state),
        .. Attempts(state, workflows),
    ];

    private static IEnumerable<Violation> Occurrences(State state)
    {
        foreach (var twice in state.Occurrences.GroupBy(one => (one.TriggerId, one.Reference)).Where(group => group.Count() > 1))
        {
            yield return new Violation(Promise, "A trigger has the same occurrence more than once.", $"{twice.Key.TriggerId} {twice.Key.Reference}: {Ids(twice.Select(one => one.Id))}");
        }

        var known = state.Occurrences.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var runs in state.Runs.GroupBy(run => run.OccurrenceId))
        {
            if (!known.Contains(runs.Key))
            {
                yield return new Violation(Promise, "Runs belong to no occurrence.", Ids(runs.Select(run => run.Id)));
            }

            if (runs.Count(run => run.BackupOf is null) != 1 || runs.Count(run => run.BackupOf is not null) > 1)
            {
                yield return new Violation(Promise, "An occurrence has another number of runs than one, and a backup where there is one.", $"{runs.Key}: {Ids(runs.Select(run => run.Id))}");
            }

            if (runs.Count(run => run.State == "succeeded") > 1)
            {
                yield return new Violation(Promise, "More than one run of an occurrence has succeeded.", $"{runs.Key}: {Ids(runs.Select(run => run.Id))}");
            }
        }
    }

    private static IEnumerable<Violation> Commits(State state)
    {
        var runs = state.Runs.ToDictionary(run => run.Id, StringComparer.Ordinal);
        foreach (var commit in state.Commits)
        {
            if (runs.GetValueOrDefault(commit.RunId) is not { State: "succeeded" } run || run.OccurrenceId != commit.OccurrenceId || run.Fence != commit.Fence)
            {
                yield return new Violation(Promise, "A commit record is of no succeeded run of its occurrence, or of another attempt than its newest.", $"{commit.OccurrenceId}: {RunStamp.Of(commit.RunId, commit.Fence)}");
            }
        }

        var committed = state.Commits.Select(commit => commit.RunId).ToHashSet(StringComparer.Ordinal);
        foreach (var run in state.Runs.Where(run => run.State == "succeeded" && !committed.Contains(run.Id)))
        {
            yield return new Violation(Promise, "A run has succeeded without a commit record.", run.Id);
        }
    }

    private static IEnumerable<Violation> Attempts(State state, IReadOnlyDictionary<string, WorkflowDefinition> workflows)
    {
        foreach (var twice in state.Starts.GroupBy(stamp => stamp, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new Violation(Promise, "An attempt was executed more than once.", twice.Key);
        }

        var executed = state.Starts.Distinct(StringComparer.Ordinal).GroupBy(RunStamp.RunOf, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        // Their executions are those of their steps.
        var stepped = state.Runs.Where(run => run.BackupOf is null && workflows[run.Workflow].HasSteps).Select(run => run.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var run in state.Runs)
        {
            var allowed = run.BackupOf is null ? 1 + workflows[run.Workflow].Retries : 1;
            if (run.Attempt > allowed || executed.GetValueOrDefault(run.Id) is { } starts && starts.Count > allowed && !stepped.Contains(run.Id))
            {
                yield return new Violation(Promise, "A run was executed more often than its manifest asks for.", $"{run.Id} of {run.Workflow}, {run.Attempt} attempts: {Ids(executed.GetValueOrDefault(run.Id) ?? [])}");
            }
        }

        foreach (var unknown in executed.Keys.Except(state.Runs.Select(run => run.Id), StringComparer.Ordinal))
        {
            yield return new Violation(Promise, "Something was executed that the journal does not know.", unknown);
        }

        foreach (var commit in state.Commits.Where(commit => !stepped.Contains(commit.RunId) && executed.GetValueOrDefault(commit.RunId)?.Contains(RunStamp.Of(commit.RunId, commit.Fence)) != true))
        {
            yield return new Violation(Promise, "An attempt has a commit record and was never executed.", RunStamp.Of(commit.RunId, commit.Fence));
        }
    }

    private static string Ids(IEnumerable<string> ids) => string.Join(", ", ids);
}

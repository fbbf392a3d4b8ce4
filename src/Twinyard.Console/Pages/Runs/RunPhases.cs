using Twinyard.Contracts.Workflows;

namespace Twinyard.WebConsole.Pages.Runs;

/// <summary>A run's record as the stretches of time that it is made of, in their order.</summary>
internal static class RunPhases
{
    /// <param name="other">The failed run that this one stands in for, or the backup that stands in for it.</param>
    public static IReadOnlyList<RunPhase> Of(RunDetail run, RunSummary? other)
    {
        var phases = new List<RunPhase>();
        if (other is not null && run.Summary.BackupOf == other.Id)
        {
            phases.Add(Whole("failed run", other));
        }

        AddAttempts(phases, run);
        if (run.CommittedAt is { } committed)
        {
            phases.Add(new RunPhase("committing", run.Summary.EndedAt is null ? "committing" : "applied", committed, run.Summary.EndedAt));
        }

        if (other is not null && run.BackupRun == other.Id)
        {
            phases.Add(Whole("backup", other));
        }

        return phases;
    }

    private static void AddAttempts(List<RunPhase> phases, RunDetail run)
    {
        var waitsSince = run.Summary.QueuedAt;
        foreach (var attempt in run.Attempts)
        {
            phases.Add(new RunPhase("queued", "waited", waitsSince, attempt.StartedAt));
            phases.Add(new RunPhase($"attempt {attempt.Number}", attempt.Outcome, attempt.StartedAt, attempt.EndedAt, attempt.Error));
            waitsSince = attempt.EndedAt ?? waitsSince;
        }

        if (run.Summary.State == "queued")
        {
            phases.Add(new RunPhase("queued", "queued", waitsSince, null));
        }
        else if (run.Attempts is [] or [.., { EndedAt: not null }] && run.Summary.EndedAt is { } ended && ended > waitsSince)
        {
            // It ended while it waited: somebody cancelled it, or a later one took its place.
            phases.Add(new RunPhase("queued", run.Summary.State, waitsSince, ended));
        }
    }

    private static RunPhase Whole(string name, RunSummary run) => new(name, run.State, run.QueuedAt, run.EndedAt, run.Error, $"/runs/{run.Id}");
}

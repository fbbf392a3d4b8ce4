using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Steps;

/// <summary>
/// Removes what steps have left when nobody can go on from it any more: the run has succeeded, or it has failed too long ago, or what is kept of failed
/// runs is too much, oldest first. Those of runs that wait or are under way stay.
/// </summary>
internal sealed class StepFolderSweep(Database database, StepStore store, StepFolders folders, TimeProvider time, IOptions<WorkflowsOptions> options) : IBackgroundWork
{
    public string Name => "workflows.step-folders";

    public TimeSpan Interval => TimeSpan.FromMinutes(10);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        // Listed first: a run is in the journal before its folder is made.
        var there = folders.Runs();
        if (there.Count == 0)
        {
            return;
        }

        var kept = (await database.ReadAsync(session => store.KeptAsync(there, session, cancellationToken), cancellationToken)).ToDictionary(row => row.Folder, StringComparer.Ordinal);
        var oldest = (time.GetUtcNow() - options.Value.KeepSteps).ToUnixMicros();
        foreach (var run in there.Where(run => !kept.TryGetValue(run, out var row) || row.EndedAt < oldest))
        {
            folders.Remove(run);
        }

        var bytes = 0L;
        foreach (var row in kept.Values.Where(row => row.EndedAt >= oldest).OrderByDescending(row => row.EndedAt))
        {
            bytes += folders.Size(row.Folder);
            if (bytes > options.Value.KeepStepsBytes)
            {
                folders.Remove(row.Folder);
            }
        }
    }
}

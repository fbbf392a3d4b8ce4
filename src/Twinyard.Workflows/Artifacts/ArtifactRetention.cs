using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Invoker;

namespace Twinyard.Workflows.Artifacts;

/// <summary>
/// Removes the artifacts of runs that ended long ago, and the oldest where all of them are too large together. Those of runs that have not ended stay. The run says so before
/// its files go, so that a crash in between leaves files to remove, and no gap that nobody explains.
/// </summary>
internal sealed class ArtifactRetention(Database database, ArtifactStore store, HomeDirectory home, IOptions<WorkflowsOptions> options, TimeProvider time) : IBackgroundWork
{
    private const int Batch = 500;

    public string Name => "workflows.artifacts";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var kept = new List<(EndedRunRow Run, long Size)>();
        var total = 0L;
        foreach (var folders in new DirectoryInfo(home.Artifacts).EnumerateDirectories().Chunk(Batch))
        {
            var ended = await database.ReadAsync(session => store.EndedAsync([.. folders.Select(folder => folder.Name)], session, cancellationToken), cancellationToken);
            var byId = ended.ToDictionary(run => run.Id, StringComparer.Ordinal);
            foreach (var folder in folders)
            {
                var size = SizeOf(folder);
                total += size;
                if (byId.TryGetValue(folder.Name, out var run))
                {
                    kept.Add((run, size));
                }
            }
        }

        await RemoveAsync(kept, total, cancellationToken);
    }

    private async Task RemoveAsync(List<(EndedRunRow Run, long Size)> kept, long total, CancellationToken cancellationToken)
    {
        var (longest, largest) = (options.Value.ArtifactsFor, options.Value.ArtifactsBytes);
        var old = (time.GetUtcNow() - longest).ToUnixMicros();
        foreach (var (run, size) in kept.OrderBy(entry => entry.Run.EndedAt).ThenBy(entry => entry.Run.Id, StringComparer.Ordinal))
        {
            var tooOld = run.EndedAt < old;
            if (!tooOld && total <= largest)
            {
                return;
            }

            var why = tooOld ? $"artifacts are kept for {longest.TotalDays:0.##} days" : $"all artifacts together had {total:N0} bytes, and {largest:N0} are kept";
            await database.WriteAsync(session => store.RemovedAsync(run.Id, why, time.NowMicros(), session, cancellationToken), cancellationToken);
            OutputFolder.Remove(Path.Combine(home.Artifacts, run.Id));
            total -= size;
            WorkflowsMeter.ArtifactsRemoved.Add(size, new KeyValuePair<string, object?>("reason", tooOld ? "age" : "size"));
        }
    }

    // A run under way writes and replaces files meanwhile.
    private static long SizeOf(DirectoryInfo folder)
    {
        try
        {
            return folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

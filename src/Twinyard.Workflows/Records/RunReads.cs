using System.Collections.Concurrent;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Records;

/// <summary>
/// Reads of runs, in memory until a batch of them is written: about once a second, and before the end of the run is. So noting costs no round trip, and what a
/// run read on another node may be lost with that node's last second.
/// </summary>
internal sealed class RunReads(Database database, RecordedReads store, TimeProvider time) : IRunReads, IDisposable
{
    private const int MaximumRuns = 10_000;

    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, ReadSet> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PinnedReads> _reproductions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    public void Note(string runId, RunRead read)
    {
        if (_runs.TryGetValue(runId, out var known) || (_runs.Count < MaximumRuns && (known = _runs.GetOrAdd(runId, _ => new ReadSet())) is not null))
        {
            known.Add(read, time.NowMicros());
        }
    }

    public void NoteReproduced(string runId, RunRead read)
    {
        if (_reproductions.TryGetValue(runId, out var reproduction))
        {
            reproduction.Read.Add(read, time.NowMicros());
        }
    }

    public string? Pinned(string runId, string kind, string name) => _reproductions.TryGetValue(runId, out var reproduction) ? reproduction.VersionOf(kind, name) : null;

    /// <returns>False while the run is being reproduced already.</returns>
    public bool TryPin(string runId, PinnedReads reads) => _reproductions.TryAdd(runId, reads);

    public void Unpin(string runId) => _reproductions.TryRemove(runId, out _);

    /// <summary>Writes what the run has read until now, if there is anything to write.</summary>
    /// <returns>How many reads were left out because there were too many.</returns>
    public async Task<int> EndAsync(string runId, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(runId, out var reads))
        {
            return 0;
        }

        if (reads.HasUnwritten)
        {
            await WriteAsync(cancellationToken);
        }

        _runs.TryRemove(runId, out _);
        return reads.LeftOut;
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var unwritten = _runs.Select(run => (Run: run.Key, Set: run.Value, Reads: run.Value.Unwritten())).Where(entry => entry.Reads.Count > 0).ToList();
            if (unwritten.Count > 0)
            {
                var rows = unwritten.SelectMany(entry => entry.Reads.Select(read => new RunReadRow
                {
                    RunId = entry.Run,
                    Kind = read.Read.Kind,
                    Name = read.Read.Name,
                    Version = read.Read.Version,
                    Digest = read.Read.Digest,
                    ReadAt = read.At,
                }));
                await database.WriteAsync(session => store.AddAsync([.. rows], session, cancellationToken), cancellationToken);
                unwritten.ForEach(entry => entry.Set.Written(entry.Reads.Count));
            }
        }
        finally
        {
            _writing.Release();
        }

        // Of sessions that end elsewhere, or belong to no run of a workflow.
        var old = (time.GetUtcNow() - Forgotten).ToUnixMicros();
        foreach (var (run, set) in _runs.Where(run => run.Value.LastAt < old && !run.Value.HasUnwritten))
        {
            _runs.TryRemove(KeyValuePair.Create(run, set));
        }
    }

    public void Dispose() => _writing.Dispose();
}

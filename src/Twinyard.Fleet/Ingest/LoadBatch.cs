using System.Buffers;
using Twinyard.Platform.Time;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>The rows of one chunk of a segment, without those that were loaded before, and their way into the warehouse.</summary>
internal sealed class LoadBatch
{
    private readonly List<(IngestKind Kind, string Device, string Stream, IngestRow Row)> _read = [];
    private readonly List<IReadOnlyList<object?>> _telemetry = [];
    private readonly List<IReadOnlyList<object?>> _decisions = [];
    private readonly List<IReadOnlyList<object?>> _profiles = [];
    private readonly List<IngestRow> _rows = [];

    /// <summary>What was acknowledged and cannot be read now; only possible after a change of the reader.</summary>
    public List<string> Unreadable { get; } = [];

    public long Loaded => _telemetry.Count + _decisions.Count + _profiles.Count;

    public long Duplicates { get; private set; }

    public void Add(in IngestRecord record)
    {
        _rows.Clear();
        if (PayloadReader.Read(record.Kind, new ReadOnlySequence<byte>(record.Payload.ToArray()), _rows) is { } problem)
        {
            Unreadable.Add($"{record.Device} {record.Stream}: {problem}");
            return;
        }

        foreach (var row in _rows)
        {
            _read.Add((record.Kind, record.Device, record.Stream, row));
        }
    }

    /// <summary>Writes everything and the new position; call within one transaction.</summary>
    /// <param name="known">Trackers of earlier batches. Not changed: what this batch took is returned and kept once the transaction has committed.</param>
    public async Task<IReadOnlyDictionary<(string Device, string Stream), SequenceTracker>> WriteAsync(
        IWarehouseSession session, IReadOnlyDictionary<(string Device, string Stream), SequenceTracker> known, LoadedPosition position, CancellationToken cancellationToken)
    {
        var trackers = new Dictionary<(string, string), SequenceTracker>();
        foreach (var (kind, device, stream, row) in _read)
        {
            var key = (device, stream);
            if (!trackers.TryGetValue(key, out var tracker))
            {
                tracker = known.TryGetValue(key, out var before) ? before.Copy() : await IngestPosition.TrackerAsync(session, device, stream, cancellationToken);
                trackers.Add(key, tracker);
            }

            if (tracker.TryTake(row.Seq))
            {
                Place(kind, device, stream, row);
            }
            else
            {
                Duplicates++;
            }
        }

        if (_telemetry.Count > 0)
        {
            await session.AppendAsync("telemetry", _telemetry, cancellationToken);
        }

        if (_decisions.Count > 0)
        {
            await session.AppendAsync("decisions", _decisions, cancellationToken);
        }

        if (_profiles.Count > 0)
        {
            await session.AppendAsync("profiles", _profiles, cancellationToken);
        }

        await IngestPosition.WriteTrackersAsync(session, trackers, cancellationToken);
        await IngestPosition.WriteAsync(session, position, cancellationToken);
        return trackers;
    }

    private void Place(IngestKind kind, string device, string stream, IngestRow row)
    {
        switch (kind)
        {
            case IngestKind.Telemetry:
                _telemetry.Add([device, stream, row.Seq, Time(row.At), row.Entity, row.Step, row.Values]);
                break;
            case IngestKind.Decision:
                _decisions.Add([$"{device}-{row.Seq}", device, row.Seq, Time(row.At), row.Entity, row.Step, row.Model, row.Version, row.Prediction, row.Decision]);
                break;
            case IngestKind.Profile:
                _profiles.Add([device, row.Seq, Time(row.From), Time(row.To), row.Rows, row.Model, row.Version, row.Profile]);
                break;
            default:
                throw new InvalidOperationException($"A record of kind {kind} passed the reader.");
        }
    }

    private static DateTime Time(long micros) => UnixMicros.FromUnixMicros(micros).UtcDateTime;
}

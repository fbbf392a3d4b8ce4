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

    /// <summary>Writes the rows that were not loaded before, and that they are now; call once, within one transaction.</summary>
    public async Task WriteAsync(IWarehouseSession session, CancellationToken cancellationToken)
    {
        if (_read.Count == 0)
        {
            return;
        }

        var trackers = await IngestSequences.ReadAsync(session, [.. _read.Select(read => new StreamKey(read.Device, read.Stream)).Distinct()], cancellationToken);
        foreach (var (kind, device, stream, row) in _read)
        {
            if (trackers[new StreamKey(device, stream)].TryTake(row.Seq))
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

        await IngestSequences.WriteAsync(session, trackers, cancellationToken);
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

namespace Twinyard.Agent.Spools;

/// <summary>
/// A spool on disk. What was appended survives a kill of the agent at once, and a power cut after the next <see cref="Flush"/>.
/// A message may be sent again after a crash; the server knows it by its number.
/// </summary>
public sealed class FileSpool : ISpool
{
    private const int FilesAtFull = 16;

    private readonly Lock _gate = new();
    private readonly SpoolLane[] _lanes;
    private readonly long _maximumBytes;

    /// <param name="folder">Made where it is missing; used by one process.</param>
    /// <param name="maximumBytes">On disk; the oldest sixteenth is dropped at a time.</param>
    public FileSpool(string folder, long maximumBytes)
    {
        _maximumBytes = maximumBytes;
        var fileBytes = Math.Max(4096, maximumBytes / FilesAtFull);
        _lanes = [new SpoolLane(Path.Combine(folder, "decisions"), fileBytes), new SpoolLane(Path.Combine(folder, "telemetry"), fileBytes)];
        Lost = _lanes.Sum(lane => lane.Damaged);
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _lanes[0].Bytes + _lanes[1].Bytes;
            }
        }
    }

    public long Lost { get; private set; }

    public void Append(SpoolPriority priority, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            _lanes[(int)priority].Append(payload);
            while (_lanes[0].Bytes + _lanes[1].Bytes > _maximumBytes)
            {
                Lost += (_lanes[1].IsEmpty ? _lanes[0] : _lanes[1]).DropOldest();
            }
        }
    }

    public bool TryRead(SpoolPriority priority, out SpooledMessage message)
    {
        lock (_gate)
        {
            var payload = _lanes[(int)priority].Read(out var id);
            message = new SpooledMessage(priority, id, payload ?? []);
            return payload is not null;
        }
    }

    public void Acknowledge(SpooledMessage message)
    {
        lock (_gate)
        {
            _lanes[(int)message.Priority].Acknowledge(message.Id);
        }
    }

    public void Rewind()
    {
        lock (_gate)
        {
            foreach (var lane in _lanes)
            {
                lane.Rewind();
            }
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            foreach (var lane in _lanes)
            {
                lane.Flush();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var lane in _lanes)
            {
                lane.Dispose();
            }
        }
    }
}

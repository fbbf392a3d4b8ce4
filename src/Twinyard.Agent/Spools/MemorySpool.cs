namespace Twinyard.Agent.Spools;

/// <summary>A spool without a disk, for simulated devices.</summary>
/// <param name="maximumBytes">Payload bytes kept.</param>
public sealed class MemorySpool(long maximumBytes) : ISpool
{
    private readonly Lock _gate = new();
    private readonly Lane[] _lanes = [new(SpoolPriority.Decision), new(SpoolPriority.Telemetry)];

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _lanes.Sum(lane => lane.Bytes);
            }
        }
    }

    public long Lost { get; private set; }

    public void Append(SpoolPriority priority, ReadOnlySpan<byte> payload)
    {
        var copy = payload.ToArray();
        lock (_gate)
        {
            _lanes[(int)priority].Append(copy);
            while (_lanes[0].Bytes + _lanes[1].Bytes > maximumBytes)
            {
                (_lanes[1].Count > 0 ? _lanes[1] : _lanes[0]).DropFirst();
                Lost++;
            }
        }
    }

    public bool TryRead(SpoolPriority priority, out SpooledMessage message)
    {
        lock (_gate)
        {
            return _lanes[(int)priority].TryRead(out message);
        }
    }

    public void Acknowledge(SpooledMessage message)
    {
        lock (_gate)
        {
            _lanes[(int)message.Priority].RemoveThrough(message.Id);
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
    }

    public void Dispose()
    {
    }

    private sealed class Lane(SpoolPriority priority)
    {
        private readonly Queue<SpooledMessage> _unread = new();
        private readonly Queue<SpooledMessage> _read = new();
        private long _next;

        public long Bytes { get; private set; }

        public int Count => _read.Count + _unread.Count;

        public void Append(byte[] payload)
        {
            _unread.Enqueue(new SpooledMessage(priority, _next++, payload));
            Bytes += payload.Length;
        }

        public bool TryRead(out SpooledMessage message)
        {
            if (!_unread.TryDequeue(out message))
            {
                return false;
            }

            _read.Enqueue(message);
            return true;
        }

        public void RemoveThrough(long id)
        {
            while (_read.TryPeek(out var first) && first.Id <= id)
            {
                DropFirst();
            }
        }

        public void DropFirst()
        {
            if (_read.TryDequeue(out var message) || _unread.TryDequeue(out message))
            {
                Bytes -= message.Payload.Length;
            }
        }

        public void Rewind()
        {
            if (_read.Count == 0)
            {
                return;
            }

            var all = _read.Concat(_unread).ToArray();
            _read.Clear();
            _unread.Clear();
            foreach (var message in all)
            {
                _unread.Enqueue(message);
            }
        }
    }
}

using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Records;

/// <summary>What one run has read: each thing once, and what of it is not written yet.</summary>
internal sealed class ReadSet
{
    /// <summary>Reads that are kept of a run; further ones are counted.</summary>
    public const int Maximum = 1000;

    private readonly HashSet<(string Kind, string Name, string Version)> _seen = [];
    private readonly List<(RunRead Read, long At)> _unwritten = [];
    private int _leftOut;

    /// <summary>When something was noted last, in Unix microseconds.</summary>
    public long LastAt { get; private set; }

    public int LeftOut
    {
        get
        {
            lock (_seen)
            {
                return _leftOut;
            }
        }
    }

    public bool HasUnwritten
    {
        get
        {
            lock (_seen)
            {
                return _unwritten.Count > 0;
            }
        }
    }

    public void Add(RunRead read, long now)
    {
        lock (_seen)
        {
            LastAt = now;
            if (_seen.Contains((read.Kind, read.Name, read.Version)))
            {
                return;
            }

            if (_seen.Count >= Maximum)
            {
                _leftOut++;
                return;
            }

            _seen.Add((read.Kind, read.Name, read.Version));
            _unwritten.Add((read, now));
        }
    }

    public IReadOnlyList<(RunRead Read, long At)> Unwritten()
    {
        lock (_seen)
        {
            return [.. _unwritten];
        }
    }

    /// <summary>The oldest of what <see cref="Unwritten"/> gave have been written.</summary>
    public void Written(int count)
    {
        lock (_seen)
        {
            _unwritten.RemoveRange(0, count);
        }
    }
}

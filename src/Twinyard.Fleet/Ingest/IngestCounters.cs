using System.Diagnostics.Metrics;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Fleet.Ingest;

/// <summary>What happened since the server started; also instruments of the meter <c>Twinyard.Fleet</c>.</summary>
internal sealed class IngestCounters : IDisposable
{
    /// <summary>The newest rejections that are kept for people.</summary>
    public const int RejectionsKept = 100;

    private readonly Meter _meter = new("Twinyard.Fleet");
    private readonly Queue<RejectedMessage> _rejections = new();
    private long _acknowledged;
    private long _acknowledgedBytes;
    private long _rejected;
    private long _denied;
    private long _loaded;
    private long _duplicates;
    private long _quarantined;
    private volatile string _problem = "";

    public IngestCounters()
    {
        _meter.CreateObservableCounter("twinyard.fleet.acknowledged", () => Acknowledged, "{message}", "Messages made durable and acknowledged");
        _meter.CreateObservableCounter("twinyard.fleet.rejected", () => Rejected, "{message}", "Malformed messages");
        _meter.CreateObservableCounter("twinyard.fleet.denied", () => Denied, "{message}", "Publishes and subscriptions no policy allowed");
        _meter.CreateObservableCounter("twinyard.fleet.loaded", () => Loaded, "{row}", "Rows put into the warehouse");
        _meter.CreateObservableCounter("twinyard.fleet.duplicates", () => Duplicates, "{row}", "Redelivered rows that were left out");
    }

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long AcknowledgedBytes => Interlocked.Read(ref _acknowledgedBytes);

    public long Rejected => Interlocked.Read(ref _rejected);

    public long Denied => Interlocked.Read(ref _denied);

    public long Loaded => Interlocked.Read(ref _loaded);

    public long Duplicates => Interlocked.Read(ref _duplicates);

    public long Quarantined => Interlocked.Read(ref _quarantined);

    /// <summary>Why nothing can be acknowledged now; empty while all is well.</summary>
    public string Problem
    {
        get => _problem;
        set => _problem = value;
    }

    public void CountAcknowledged(int messages, long bytes)
    {
        Interlocked.Add(ref _acknowledged, messages);
        Interlocked.Add(ref _acknowledgedBytes, bytes);
    }

    public void CountDenied() => Interlocked.Increment(ref _denied);

    public void CountLoaded(long rows, long duplicates)
    {
        Interlocked.Add(ref _loaded, rows);
        Interlocked.Add(ref _duplicates, duplicates);
    }

    public void CountQuarantined() => Interlocked.Increment(ref _quarantined);

    public void CountRejected(RejectedMessage message)
    {
        Interlocked.Increment(ref _rejected);
        lock (_rejections)
        {
            _rejections.Enqueue(message);
            if (_rejections.Count > RejectionsKept)
            {
                _rejections.Dequeue();
            }
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RejectedMessage> RecentRejections()
    {
        lock (_rejections)
        {
            return [.. _rejections.Reverse()];
        }
    }

    public void Dispose() => _meter.Dispose();
}

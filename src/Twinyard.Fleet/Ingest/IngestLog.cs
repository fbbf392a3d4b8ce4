using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;
using Twinyard.Platform.Time;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Appends messages to the newest segment with group commit: while one group is being written and flushed, the next one
/// gathers, and one flush serves everybody in it. What it has acknowledged survives a kill at any instruction.
/// </summary>
internal sealed partial class IngestLog : IAsyncDisposable
{
    /// <summary>A group grows to this size while the disk is busy; then publishers wait, and with them their connections.</summary>
    private const int MaximumGroupBytes = 8 * 1024 * 1024;

    private readonly SegmentFolder _folder;
    private readonly ISegmentStorage _storage;
    private readonly FleetOptions _options;
    private readonly IngestCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger<IngestLog> _logger;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly Dictionary<long, long> _durable = [];
    private Group _gathering = new();
    private SafeFileHandle? _file;
    private long _segment;
    private long _highest;
    private long _position;
    private long _openedAt;
    private bool _rotate;
    private bool _closed;
    private Thread? _writer;

    public IngestLog(
        SegmentFolder folder, ISegmentStorage storage, IOptions<FleetOptions> options, IngestCounters counters, TimeProvider time, ILogger<IngestLog> logger)
    {
        _folder = folder;
        _storage = storage;
        _options = options.Value;
        _counters = counters;
        _time = time;
        _logger = logger;
    }

    /// <summary>Raised when there are new bytes for the loader.</summary>
    public event Action? Appended;

    /// <param name="lastSegment">The highest number that was ever used; the next segment gets the number after it.</param>
    public void Start(long lastSegment)
    {
        _segment = _highest = lastSegment;
        _writer = new Thread(WriteGroups) { IsBackground = true, Name = "ingest" };
        _writer.Start();
    }

    /// <summary>Takes the message; waits only while a full group is on its way to the disk.</summary>
    /// <returns>
    /// Given when the message was taken, and its payload may be reused. It completes when the message is on the disk, and fails with
    /// <see cref="IngestUnavailableException"/> when it is not and nothing may be acknowledged.
    /// </returns>
    public async ValueTask<Task> AppendAsync(IngestKind kind, string device, string stream, ReadOnlySequence<byte> payload)
    {
        while (true)
        {
            Task durable;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                var group = _gathering;
                durable = group.Durable.Task;
                if (group.Buffer.WrittenCount < MaximumGroupBytes)
                {
                    IngestRecord.Write(group.Buffer, _time.NowMicros(), kind, device, stream, payload);
                    group.Messages++;
                    Wake();
                    return durable;
                }
            }

            await durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>How far the loader may read a segment.</summary>
    /// <param name="isClosed">Nothing will be added any more.</param>
    public long DurableLength(long segment, out bool isClosed)
    {
        lock (_gate)
        {
            // A number above the newest is a file that is just being made.
            isClosed = segment < _segment || (segment == _segment && _file is null);
            return _durable.TryGetValue(segment, out var length) ? length : _folder.SizeOf(segment);
        }
    }

    /// <summary>Closes the newest segment when it is old enough, so that it can be deleted after loading.</summary>
    public void CloseIfOld()
    {
        lock (_gate)
        {
            if (_file is not null && _position > 0 && _time.GetElapsedTime(_openedAt) >= _options.SegmentAge)
            {
                _rotate = true;
            }
        }
    }

    /// <summary>The loader has deleted the segment.</summary>
    public void Forget(long segment)
    {
        lock (_gate)
        {
            _durable.Remove(segment);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return ValueTask.CompletedTask;
            }

            _closed = true;
        }

        Wake();
        _writer?.Join();
        _file?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Wake()
    {
        if (_work.CurrentCount == 0)
        {
            try
            {
                _work.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else woke it in between.
            }
        }
    }

    private void WriteGroups()
    {
        var spare = new Group();
        while (true)
        {
            _work.Wait();
            Group group;
            bool closed;
            lock (_gate)
            {
                group = _gathering;
                closed = _closed;
                if (group.Messages > 0)
                {
                    _gathering = spare;
                }
            }

            if (group.Messages > 0)
            {
                WriteGroup(group);
                spare = group.Renew();
            }
            else if (closed)
            {
                return;
            }

            if (closed)
            {
                // Once more for what came in between.
                Wake();
            }
        }
    }

    private void WriteGroup(Group group)
    {
        try
        {
            var file = _file is not null && !MustRotate() ? _file : OpenNext();
            _storage.Write(file, group.Buffer.WrittenSpan, _position);
            _storage.Sync(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUpSegment();
            var problem = $"The ingest segment in {_folder.Path} could not be written: {e.Message} Free disk space there, or give the server the right to write; devices keep what was not acknowledged and send it again.";
            _counters.Problem = problem;
            LogNotDurable(e, group.Messages, problem);
            group.Durable.SetException(new IngestUnavailableException(problem, e));
            return;
        }

        lock (_gate)
        {
            _position += group.Buffer.WrittenCount;
            _durable[_segment] = _position;
        }

        _counters.CountAcknowledged(group.Messages, group.Buffer.WrittenCount);
        if (_counters.Problem.Length > 0)
        {
            _counters.Problem = "";
            LogRecovered();
        }

        group.Durable.SetResult();
        Appended?.Invoke();
    }

    private bool MustRotate() => _rotate || _position >= _options.SegmentBytes;

    private SafeFileHandle OpenNext()
    {
        lock (_gate)
        {
            _file?.Dispose();
            _file = null;
        }

        // A number is used once, also when making the file failed half-way.
        _highest++;
        var file = _storage.Create(_folder.FileOf(_highest));
        lock (_gate)
        {
            _file = file;
            _segment = _highest;
            _position = 0;
            _rotate = false;
            _openedAt = _time.GetTimestamp();
            _durable[_segment] = 0;
        }

        return file;
    }

    /// <summary>
    /// A failed write or flush leaves the file's end in doubt. What was durable stays, the rest is cut off if the disk allows it, and
    /// the next group starts a new segment.
    /// </summary>
    private void GiveUpSegment()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            _storage.Truncate(_file, _position);
        }
        catch (IOException)
        {
            // The doubtful end stays on the disk. The loader stops before it, and after a restart recovery judges it by its checksums.
        }

        lock (_gate)
        {
            _file.Dispose();
            _file = null;
        }
    }

    private sealed class Group
    {
        public ArrayBufferWriter<byte> Buffer { get; private init; } = new(64 * 1024);

        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Messages { get; set; }

        public Group Renew()
        {
            Buffer.ResetWrittenCount();
            return new Group { Buffer = Buffer };
        }
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;

namespace Twinyard.Signals.Logs;

/// <summary>
/// A file a stream. Lines are whole or absent after a crash; they are not synced to disk one by one. Readers never hold writers
/// up, and followers wait for a notification; where another node may write the stream, they also look once a second.
/// </summary>
internal sealed class FileLogStreams(HomeDirectory home, ServerNode node, IOptions<LogOptions> options, TimeProvider time) : ILogStreams
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private const string System = "twinyard";
    private readonly ConcurrentDictionary<string, LogStreamState> _streams = new(StringComparer.Ordinal);

    public async Task AppendAsync(string stream, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        var path = LogStreamName.ToPath(home.Logs, stream);
        var state = StateOf(stream);
        await state.Gate.WaitAsync(cancellationToken);
        try
        {
            await using var file = OpenAppend(path);
            foreach (var line in lines)
            {
                await AppendAsync(file, state, line, cancellationToken);
            }

            await file.FlushAsync(cancellationToken);
        }
        finally
        {
            state.Gate.Release();
            state.RaiseChanged();
        }
    }

    public async Task CompleteAsync(string stream, CancellationToken cancellationToken)
    {
        var path = LogStreamName.ToPath(home.Logs, stream);
        var state = StateOf(stream);
        await state.Gate.WaitAsync(cancellationToken);
        try
        {
            await using var file = OpenAppend(path);
            if (!LogFile.IsComplete(path))
            {
                if (state.Dropped > 0)
                {
                    file.Write(LogFile.Encode(new LogLine(time.GetUtcNow(), System, $"{state.Dropped} more line(s) were dropped.")));
                }

                file.Write(LogFile.EndLine);
                await file.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            state.Gate.Release();
            _streams.TryRemove(stream, out _);
            state.RaiseChanged();
        }
    }

    public async IAsyncEnumerable<LogLine> ReadAsync(string stream, long from, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = LogStreamName.ToPath(home.Logs, stream);
        while (!File.Exists(path))
        {
            var appears = StateOf(stream).Changed;
            if (!follow)
            {
                yield break;
            }

            if (!File.Exists(path))
            {
                await ChangeAsync(appears, cancellationToken);
            }
        }

        await using var file = LogFile.OpenRead(path);
        var tail = new LogTail(file);
        var number = 0L;
        while (true)
        {
            // Taken before reading, so that what is appended in between is not missed.
            var changed = follow ? StateOf(stream).Changed : Task.CompletedTask;
            while (await tail.TryReadAsync(cancellationToken) is (true, var bytes))
            {
                if (LogFile.IsEnd(bytes.Span))
                {
                    _streams.TryRemove(stream, out _);
                    yield break;
                }

                if (number++ >= from && LogFile.Decode(bytes.Span) is { } line)
                {
                    yield return line;
                }
            }

            if (!follow)
            {
                yield break;
            }

            await ChangeAsync(changed, cancellationToken);
        }
    }

    private async Task ChangeAsync(Task changed, CancellationToken cancellationToken)
    {
        if (node.IsAlone)
        {
            await changed.WaitAsync(cancellationToken);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(Look, time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task AppendAsync(FileStream file, LogStreamState state, LogLine line, CancellationToken cancellationToken)
    {
        var bytes = LogFile.Encode(line);
        if (state.Dropped == 0 && file.Position + bytes.Length <= options.Value.MaximumStreamBytes)
        {
            await file.WriteAsync(bytes, cancellationToken);
            return;
        }

        if (state.Dropped++ == 0)
        {
            var text = $"The stream has reached {options.Value.MaximumStreamBytes / (1024 * 1024)} MB. What follows is dropped and counted.";
            await file.WriteAsync(LogFile.Encode(new LogLine(time.GetUtcNow(), System, text)), cancellationToken);
        }
    }

    private LogStreamState StateOf(string stream) => _streams.GetOrAdd(stream, static _ => new LogStreamState());

    private static FileStream OpenAppend(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)! /* the path has a folder */);
        var file = new FileStream(
            path,
            new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete });
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
            {
                // A crash has torn the last line; it must not swallow the next one.
                file.WriteByte((byte)'\n');
            }
        }

        return file;
    }
}

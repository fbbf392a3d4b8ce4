using System.Globalization;

namespace Twinyard.Agent.Devices;

/// <summary>
/// Numbers whose state is a file. Blocks are reserved on disk before they are given out; a crash leaves the rest of its block
/// unused. A device without the file begins at the clock's milliseconds, above what an earlier life can have used.
/// </summary>
public sealed class FileSequences : ISequences, IDisposable
{
    private const long Block = 1_000;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long[] _next;
    private readonly long[] _reserved;

    public FileSequences(string path, TimeProvider time)
    {
        _path = path;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))! /* a file is never a root */);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        _next = Read() ?? [now, now];
        _reserved = [.. _next];
    }

    public long Next(SequenceKind kind)
    {
        lock (_gate)
        {
            if (_next[(int)kind] == _reserved[(int)kind])
            {
                _reserved[(int)kind] += Block;
                Write(_reserved);
            }

            return _next[(int)kind]++;
        }
    }

    /// <summary>Gives the unused part of the blocks back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _next.CopyTo(_reserved, 0);
            Write(_next);
        }
    }

    private long[]? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        var numbers = File.ReadAllText(_path).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return numbers.Length == 2 && long.TryParse(numbers[0], CultureInfo.InvariantCulture, out var telemetry) && long.TryParse(numbers[1], CultureInfo.InvariantCulture, out var decision)
            ? [telemetry, decision]
            : null;
    }

    private void Write(long[] numbers)
    {
        var temporary = _path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{numbers[0]} {numbers[1]}")));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, _path, overwrite: true);
    }
}

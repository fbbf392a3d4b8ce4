using System.Globalization;

namespace Twinyard.Agent.Spools;

/// <summary>The files of one priority, oldest first, and two cursors: up to where it was acknowledged, and up to where it was read.</summary>
internal sealed class SpoolLane : IDisposable
{
    private readonly string _folder;
    private readonly long _fileBytes;
    private readonly LinkedList<SpoolFile> _files = new();
    private long _acknowledged;
    private long _flushedAcknowledged = -1;
    private long _read;
    private long _written;
    private bool _hasUnflushed;

    public SpoolLane(string folder, long fileBytes)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _fileBytes = fileBytes;
        foreach (var id in Directory.EnumerateFiles(_folder, "*.spool").Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)).Order())
        {
            if (_files.Last is { Value: { Length: 0 } empty })
            {
                _files.RemoveLast();
                empty.Delete();
            }

            _files.AddLast(SpoolFile.Open(_folder, id));
        }

        var position = ReadPosition();
        _acknowledged = Math.Max(position ?? 0, _files.First?.Value.FirstId ?? 0);
        if (_files.Last is { } last && last.Value.EndId < _acknowledged)
        {
            // The position outlived the messages it speaks of; what is left has been acknowledged.
            DropAll();
        }

        _written = _files.Last?.Value.EndId ?? _acknowledged;
        _read = _acknowledged;
        DeleteAcknowledged();
        Damaged = CountMissing(position);
    }

    /// <summary>Messages that were to be read back when the lane was opened and could not, because their part of a file is damaged.</summary>
    public long Damaged { get; }

    /// <summary>Unacknowledged bytes, with their headers.</summary>
    public long Bytes => _files.Sum(file => file.Length) - (_files.First?.Value.BytesBefore(_acknowledged) ?? 0);

    public bool IsEmpty => _acknowledged == _written;

    public void Append(ReadOnlySpan<byte> payload)
    {
        if (_files.Last is null || _files.Last.Value.Length >= _fileBytes)
        {
            _files.Last?.Value.Flush();
            _files.AddLast(SpoolFile.Open(_folder, _written));
        }

        _files.Last!.Value /* added above when there was none */.Append(payload);
        _written++;
        _hasUnflushed = true;
    }

    public byte[]? Read(out long id)
    {
        id = _read;
        if (_read >= _written)
        {
            return null;
        }

        // What comes next may begin behind a gap that a damaged file has left.
        var file = _files.First(file => _read < file.EndId);
        id = Math.Max(_read, file.FirstId);
        _read = id + 1;
        return file.Read(id);
    }

    public void Acknowledge(long id)
    {
        _acknowledged = Math.Max(_acknowledged, id + 1);
        _read = Math.Max(_read, _acknowledged);
        DeleteAcknowledged();
    }

    public void Rewind() => _read = _acknowledged;

    /// <summary>Drops the oldest file.</summary>
    /// <returns>Messages lost with it.</returns>
    public long DropOldest()
    {
        if (_files.First is not { Value: var file })
        {
            return 0;
        }

        var lost = Math.Max(0, file.EndId - Math.Max(_acknowledged, file.FirstId));
        _acknowledged = Math.Max(_acknowledged, file.EndId);
        _read = Math.Max(_read, _acknowledged);
        DeleteAcknowledged();
        return lost;
    }

    /// <summary>Writes only what is new: a device's flash wears.</summary>
    public void Flush()
    {
        if (_hasUnflushed)
        {
            _files.Last?.Value.Flush();
            _hasUnflushed = false;
        }

        if (_flushedAcknowledged != _acknowledged)
        {
            var path = Path.Combine(_folder, "acknowledged");
            File.WriteAllText(path + ".new", _acknowledged.ToString(CultureInfo.InvariantCulture));
            File.Move(path + ".new", path, overwrite: true);
            _flushedAcknowledged = _acknowledged;
        }
    }

    public void Dispose()
    {
        Flush();
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private void DeleteAcknowledged()
    {
        while (_files.First is { Value: var file } && file.EndId <= _acknowledged && file.Length > 0)
        {
            _files.RemoveFirst();
            file.Delete();
        }
    }

    private void DropAll()
    {
        foreach (var file in _files)
        {
            file.Delete();
        }

        _files.Clear();
    }

    private long CountMissing(long? position)
    {
        // Without the position nobody knows whether what is missing before the first file was acknowledged.
        var next = position ?? _acknowledged;
        var missing = 0L;
        foreach (var file in _files)
        {
            missing += Math.Max(0, file.FirstId - next);
            next = Math.Max(next, file.EndId);
        }

        return missing;
    }

    private long? ReadPosition()
    {
        var path = Path.Combine(_folder, "acknowledged");
        return File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}

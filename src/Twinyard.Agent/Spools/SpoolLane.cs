using System.Globalization;

namespace Twinyard.Agent.Spools;

/// <summary>The files of one priority, oldest first, and two cursors: up to where it was acknowledged, and up to where it was read.</summary>
internal sealed class SpoolLane : IDisposable
{
    private readonly string _folder;
    private readonly long _fileBytes;
    private readonly LinkedList<SpoolFile> _files = new();
    private long _acknowledged;
    private long _read;
    private long _written;

    public SpoolLane(string folder, long fileBytes)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _fileBytes = fileBytes;
        foreach (var id in Directory.EnumerateFiles(_folder, "*.spool").Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)).Order())
        {
            _files.AddLast(SpoolFile.Open(_folder, id));
        }

        _acknowledged = Math.Max(ReadPosition(), _files.First?.Value.FirstId ?? 0);
        if (_files.Last is { } last && last.Value.EndId < _acknowledged)
        {
            // The position outlived the messages it speaks of; what is left has been acknowledged.
            DropAll();
        }

        _written = _files.Last?.Value.EndId ?? _acknowledged;
        _read = _acknowledged;
        DeleteAcknowledged();
    }

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
    }

    public byte[]? Read(out long id)
    {
        id = _read;
        if (_read >= _written)
        {
            return null;
        }

        var wanted = _read++;
        return _files.First(file => wanted < file.EndId).Read(wanted);
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

        var lost = file.EndId - Math.Max(_acknowledged, file.FirstId);
        _acknowledged = Math.Max(_acknowledged, file.EndId);
        _read = Math.Max(_read, _acknowledged);
        DeleteAcknowledged();
        return lost;
    }

    public void Flush()
    {
        _files.Last?.Value.Flush();
        var path = Path.Combine(_folder, "acknowledged");
        File.WriteAllText(path + ".new", _acknowledged.ToString(CultureInfo.InvariantCulture));
        File.Move(path + ".new", path, overwrite: true);
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

    private long ReadPosition()
    {
        var path = Path.Combine(_folder, "acknowledged");
        return File.Exists(path) && long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
    }
}

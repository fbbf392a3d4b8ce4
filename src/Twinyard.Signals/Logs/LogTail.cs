namespace Twinyard.Signals.Logs;

/// <summary>Reads whole lines from a file that is being appended to. A line is given out once its line break is there.</summary>
internal sealed class LogTail(Stream file)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _length;

    /// <summary>The next whole line without its break; false when there is none yet. Valid until the next call.</summary>
    public async ValueTask<(bool Found, ReadOnlyMemory<byte> Line)> TryReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var end = _buffer.AsSpan(_start + searched, _length - searched).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + end);
                _start += searched + end + 1;
                _length -= searched + end + 1;
                return (true, line);
            }

            searched = _length;
            MakeRoom();
            var read = await file.ReadAsync(_buffer.AsMemory(_start + _length), cancellationToken);
            if (read == 0)
            {
                return (false, default);
            }

            _length += read;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _length).CopyTo(_buffer);
            _start = 0;
        }

        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}

using System.Text;

namespace Twinyard.Platform.Processes;

/// <summary>Lines of a stream, each cut at a maximum length, so that output without line ends cannot fill memory.</summary>
internal sealed class BoundedLineReader(TextReader reader, int maximumLength)
{
    private readonly char[] _buffer = new char[4096];
    private int _position;
    private int _length;

    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var cut = 0L;
        var any = false;
        while (true)
        {
            if (_position == _length)
            {
                _position = 0;
                _length = await reader.ReadAsync(_buffer, cancellationToken);
                if (_length == 0)
                {
                    return any ? Finish(line, cut) : null;
                }
            }

            any = true;
            var rest = _buffer.AsSpan(_position, _length - _position);
            var end = rest.IndexOf('\n');
            var part = end < 0 ? rest : rest[..end];
            var kept = Math.Min(part.Length, maximumLength - line.Length);
            line.Append(part[..kept]);
            cut += part.Length - kept;
            _position += part.Length + (end < 0 ? 0 : 1);
            if (end >= 0)
            {
                return Finish(line, cut);
            }
        }
    }

    private static string Finish(StringBuilder line, long cut)
    {
        if (cut > 0)
        {
            line.Append($" … [{cut} more characters cut]");
        }
        else if (line.Length > 0 && line[^1] == '\r')
        {
            line.Length--;
        }

        return line.ToString();
    }
}

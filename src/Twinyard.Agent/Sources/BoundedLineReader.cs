using System.Text;

namespace Twinyard.Agent.Sources;

/// <summary>Lines of a text, none longer than a bound: a longer one is told of as soon as it is too long, and skipped without being held.</summary>
/// <param name="reportTooLong">Told the number of a line that is too long.</param>
internal sealed class BoundedLineReader(TextReader input, int maximum, Action<int> reportTooLong)
{
    private readonly char[] _buffer = new char[4096];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _length;

    /// <summary>Of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <returns>The next line without its end; null when there is none.</returns>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        Number++;
        _line.Clear();
        var isTooLong = false;
        while (true)
        {
            if (_at == _length)
            {
                // A pipe's read cannot be cancelled; it is left behind when the device ends.
                (_at, _length) = (0, await input.ReadAsync(_buffer, cancellationToken).AsTask().WaitAsync(cancellationToken));
                if (_length == 0)
                {
                    return _line.Length > 0 && !isTooLong ? _line.ToString() : null;
                }
            }

            var end = Array.IndexOf(_buffer, '\n', _at, _length - _at);
            var part = (end < 0 ? _length : end) - _at;
            if (!isTooLong)
            {
                _line.Append(_buffer, _at, part);
                isTooLong = _line.Length > maximum;
                if (isTooLong)
                {
                    reportTooLong(Number);
                }
            }

            _at += part;
            if (end < 0)
            {
                continue;
            }

            _at++;
            if (!isTooLong)
            {
                return _line.ToString();
            }

            Number++;
            _line.Clear();
            isTooLong = false;
        }
    }
}

using System.Text;

namespace Twinyard.Access.Secrets.Masking;

/// <summary>Reads from another reader what is left when values are masked. Only <see cref="ReadAsync(Memory{char}, CancellationToken)"/> reads.</summary>
public sealed class MaskingReader(TextReader inner, SecretMask mask) : TextReader
{
    private readonly char[] _part = new char[4096];
    private readonly MaskedText _text = new(mask);
    private readonly StringBuilder _ready = new();
    private int _taken;
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _ready.Length)
        {
            if (_hasEnded)
            {
                return 0;
            }

            _ready.Clear();
            _taken = 0;
            var read = await inner.ReadAsync(_part, cancellationToken);
            if (read > 0)
            {
                _text.Write(_part.AsSpan(0, read), _ready);
            }
            else
            {
                _hasEnded = true;
                _text.Finish(_ready);
            }
        }

        var count = Math.Min(buffer.Length, _ready.Length - _taken);
        _ready.CopyTo(_taken, buffer.Span, count);
        _taken += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

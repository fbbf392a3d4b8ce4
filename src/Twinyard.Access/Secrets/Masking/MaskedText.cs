using System.Runtime.InteropServices;
using System.Text;

namespace Twinyard.Access.Secrets.Masking;

/// <summary>Masks a text that comes in parts, wherever it is cut. Of what it has been given it holds back no more than what may be the beginning of a value.</summary>
public sealed class MaskedText(SecretMask mask)
{
    private readonly List<char> _held = [];

    // So much at the beginning of what is held belongs to a value that has been covered already.
    private int _covered;

    /// <param name="output">Takes what is known to be no part of a value, and the covers.</param>
    public void Write(ReadOnlySpan<char> part, StringBuilder output)
    {
        _held.AddRange(part);
        Scan(output, isLast: false);
    }

    /// <summary>Nothing more comes; what was held back goes out. Another text may follow.</summary>
    public void Finish(StringBuilder output) => Scan(output, isLast: true);

    private void Scan(StringBuilder output, bool isLast)
    {
        var text = CollectionsMarshal.AsSpan(_held);
        var done = _covered;
        for (var at = mask.Find(text, 0, isLast); at >= 0; at = mask.Find(text, at + 1, isLast))
        {
            var length = mask.Match(text[at..], out var isOpen);
            if (length > 0)
            {
                if (at >= done)
                {
                    output.Append(text[done..at]).Append(SecretMask.Cover);
                }

                done = Math.Max(done, at + length);
            }

            if (isOpen && !isLast)
            {
                output.Append(text[Math.Min(done, at)..at]);
                _covered = Math.Max(0, done - at);
                _held.RemoveRange(0, at);
                return;
            }
        }

        output.Append(text[done..]);
        _held.Clear();
        _covered = 0;
    }
}

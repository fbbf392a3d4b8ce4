using System.Globalization;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Which numbers of one device's stream have been loaded: everything up to the highest, except for some gaps. A number that is
/// taken twice is a redelivery. At most <see cref="MaximumGaps"/> gaps are remembered; the oldest counts as loaded after that.
/// </summary>
internal sealed class SequenceTracker
{
    public const int MaximumGaps = 64;

    private readonly List<(long From, long To)> _gaps;

    public SequenceTracker()
    {
        Highest = -1;
        _gaps = [];
    }

    private SequenceTracker(long highest, List<(long, long)> gaps)
    {
        Highest = highest;
        _gaps = gaps;
    }

    public long Highest { get; private set; }

    /// <returns>False when the number was taken before.</returns>
    public bool TryTake(long sequence)
    {
        if (sequence > Highest)
        {
            if (sequence > Highest + 1)
            {
                _gaps.Add((Highest + 1, sequence - 1));
                if (_gaps.Count > MaximumGaps)
                {
                    _gaps.RemoveAt(0);
                }
            }

            Highest = sequence;
            return true;
        }

        for (var i = _gaps.Count - 1; i >= 0; i--)
        {
            var (from, to) = _gaps[i];
            if (sequence > to)
            {
                return false;
            }

            if (sequence >= from)
            {
                Split(i, from, to, sequence);
                return true;
            }
        }

        return false;
    }

    /// <summary><c>41;3-7,12-12</c>: the highest number, then the gaps.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Highest};{string.Join(',', _gaps.Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.From}-{gap.To}")))}");

    public static SequenceTracker Parse(string text)
    {
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var gaps = text[(semicolon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(gap =>
        {
            var dash = gap.IndexOf('-', StringComparison.Ordinal);
            return (Number(gap[..dash]), Number(gap[(dash + 1)..]));
        });
        return new SequenceTracker(Number(text[..semicolon]), [.. gaps]);
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private void Split(int index, long from, long to, long taken)
    {
        _gaps.RemoveAt(index);
        if (taken < to)
        {
            _gaps.Insert(index, (taken + 1, to));
        }

        if (taken > from)
        {
            _gaps.Insert(index, (from, taken - 1));
        }
    }
}

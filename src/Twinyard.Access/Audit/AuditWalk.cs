using System.Globalization;

namespace Twinyard.Access.Audit;

/// <summary>Walks a chain entry by entry, each looked at once, and stops at the first that does not hold.</summary>
/// <param name="sequence">Of the entry before the first that will come; 0 at the beginning.</param>
/// <param name="hash">Of that entry.</param>
/// <param name="noted">A hash that was noted elsewhere and must be found on the way; null for none.</param>
public sealed class AuditWalk(long sequence, string hash, string? noted = null)
{
    private readonly long _from = sequence;
    private bool _isNotedFound = noted is null || noted == hash;

    /// <summary>The last entry that holds.</summary>
    public long Sequence { get; private set; } = sequence;

    public string Hash { get; private set; } = hash;

    public long Entries => Sequence - _from;

    /// <returns>Null where the entry goes on from the one before.</returns>
    public AuditBreak? Take(AuditEntry entry)
    {
        var expected = Sequence + 1;
        if (entry.Sequence != expected)
        {
            return new AuditBreak(expected, entry.Sequence > expected ? "entries are missing here" : "an entry stands where it does not belong", Text(expected), Text(entry.Sequence));
        }

        if (entry.Previous != Hash)
        {
            return new AuditBreak(expected, "the entry does not go on from the one before it", Hash, entry.Previous);
        }

        if (AuditChain.HashOf(entry) is var computed && computed != entry.Hash)
        {
            return new AuditBreak(expected, "the entry was changed: it does not have the hash that it is kept with", entry.Hash, computed);
        }

        (Sequence, Hash) = (entry.Sequence, entry.Hash);
        _isNotedFound |= Hash == noted;
        return null;
    }

    /// <summary>After the last entry.</summary>
    public AuditBreak? End() => _isNotedFound
        ? null
        : new AuditBreak(Sequence + 1, "the head that was noted is not in the chain: its end was cut, or it was written anew", noted!, Hash);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

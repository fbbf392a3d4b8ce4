namespace Twinyard.Access.Audit;

/// <summary>
/// Counts refusals that are equal, so that whoever is refused cannot fill the disk: the first is an entry at once, those that follow within a minute are one more entry with
/// their count. Bounded: beyond so many kinds, of one address or of all, those of an address and at last all are counted together.
/// </summary>
internal sealed class AuditTally(TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public const int MostOfAnAddress = 100;
    public const int MostKinds = 1000;

    private const string Several = "*";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Counted> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _kindsOf = new(StringComparer.Ordinal);

    /// <param name="kind">What makes refusals of one address equal; null for all of the record.</param>
    /// <returns>Whether the record is to be written as it is; the others are counted.</returns>
    public bool IsFirst(AuditRecord record, string? kind)
    {
        lock (_gate)
        {
            var key = string.Join('\n', record.Address, record.Decision, kind ?? string.Join('\n', record.Principal, record.Role, record.Action, record.Resource, record.Reason));
            if (!_counted.ContainsKey(key))
            {
                var ofAddress = _kindsOf.GetValueOrDefault(record.Address);
                if (_counted.Count < MostKinds && ofAddress < MostOfAnAddress)
                {
                    _counted[key] = new Counted(record, time.GetTimestamp());
                    _kindsOf[record.Address] = ofAddress + 1;
                    return true;
                }

                var together = _counted.Count < MostKinds || _counted.ContainsKey(record.Address) ? record.Address : Several;
                key = together;
                _counted.TryAdd(key, new Counted(Together(record, together), time.GetTimestamp()));
            }

            var counted = _counted[key];
            counted.More++;
            counted.LastAt = record.At;
            return false;
        }
    }

    /// <summary>The counts of minutes that are over.</summary>
    /// <param name="all">Those of minutes that are not over too.</param>
    /// <param name="newId">An id for each entry.</param>
    public IReadOnlyList<AuditRecord> TakeCounts(bool all, Func<string> newId)
    {
        var over = new List<AuditRecord>();
        lock (_gate)
        {
            foreach (var (key, counted) in _counted.Where(pair => all || time.GetElapsedTime(pair.Value.Since) >= Window).ToList())
            {
                _counted.Remove(key);
                if (key != counted.First.Address && key != Several && --_kindsOf[counted.First.Address] == 0)
                {
                    _kindsOf.Remove(counted.First.Address);
                }

                if (counted.More > 0)
                {
                    over.Add(counted.First with { Id = newId(), At = counted.LastAt, Count = counted.More });
                }
            }
        }

        return over;
    }

    private static AuditRecord Together(AuditRecord record, string address) => record with
    {
        Principal = Several,
        Role = "",
        Address = address,
        Action = Several,
        Resource = Several,
        Reason = "More kinds of refusals than are told apart within a minute.",
        Request = "",
    };

    private sealed class Counted(AuditRecord first, long since)
    {
        public AuditRecord First => first;

        public long Since => since;

        public long More { get; set; }

        public long LastAt { get; set; }
    }
}

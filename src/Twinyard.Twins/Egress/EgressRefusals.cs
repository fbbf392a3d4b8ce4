using System.Collections.Concurrent;

namespace Twinyard.Twins.Egress;

/// <summary>Counts what a run was refused, and tells each target once in its log, with what to add to which list.</summary>
/// <param name="advice">Who does not list it, and where it would be added.</param>
internal sealed class EgressRefusals(Func<EgressTarget, string> advice, Func<string, ValueTask> tell)
{
    private const int MostTold = 50;

    private readonly ConcurrentDictionary<EgressTarget, bool> _told = new();
    private int _count;
    private int _malformed;
    private int _beyond;

    /// <param name="why">Where the list has it and it is refused all the same.</param>
    /// <returns>The line that was told.</returns>
    public async ValueTask<string> RefuseAsync(EgressTarget target, string why)
    {
        Interlocked.Increment(ref _count);
        var line = why.Length == 0 ? $"egress to {target} refused: {advice(target)}" : $"egress to {target} refused: {why}. List the exact host, or the address with its port.";
        if (_told.Count < MostTold && _told.TryAdd(target, true))
        {
            await tell(line);
        }

        return line;
    }

    /// <summary>A request that names no target, or is too long to be one.</summary>
    public void Malformed() => Interlocked.Increment(ref _malformed);

    /// <summary>A connection beyond the most that a run may have at the same time.</summary>
    public void Beyond() => Interlocked.Increment(ref _beyond);

    /// <summary>Tells what was not told one by one.</summary>
    public async ValueTask SummariseAsync()
    {
        if (_count > _told.Count)
        {
            await tell($"egress was refused {_count} times, to {(_told.Count < MostTold ? $"{_told.Count}" : $"{MostTold} and more")} targets.");
        }

        if (_malformed > 0)
        {
            await tell($"{_malformed} requests to the proxy were refused: they named no host and port, or were longer than {EgressHead.Largest / 1024} KiB.");
        }

        if (_beyond > 0)
        {
            await tell($"{_beyond} connections were closed: a run has at most {EgressGate.MostConnections} at the same time.");
        }
    }
}

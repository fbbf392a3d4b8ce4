using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Requests;

namespace Twinyard.Chaos;

/// <summary>Waits until nothing is under way any more, and moves the clock on meanwhile, for whatever waits for a time.</summary>
internal sealed class Settling(StateReader state, Traffic traffic, ScriptedClock clock, Action<string> tell)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Less than a lease lasts between two of its heartbeats.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    // Whatever is under way changes something far more often, unless it was lost.
    private const int MostLooksWithoutChange = 240;

    /// <returns>What has not settled, though nothing changes any more; empty when all has.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> open = [];
        var unchanged = 0;
        for (var look = 0; unchanged < MostLooksWithoutChange; look++)
        {
            await traffic.RepeatDeliveriesAsync(cancellationToken);
            var now = await state.UnderWayAsync(cancellationToken);
            if (now.Count == 0)
            {
                return now;
            }

            if (look % 10 == 0)
            {
                tell($"settling: {string.Join(", ", now)}");
            }

            unchanged = now.SequenceEqual(open, StringComparer.Ordinal) ? unchanged + 1 : 0;
            open = now;
            await Task.Delay(Look, clock, cancellationToken);
            clock.Move(Step);
        }

        return open;
    }
}

using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Requests;

namespace Twinyard.Chaos;

/// <summary>Waits until nothing is under way any more, and moves the clock on meanwhile, for whatever waits for a time.</summary>
internal sealed class Settling(StateReader state, Traffic traffic, ScriptedClock clock, Action<string> tell)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Less than a lease lasts between two of its heartbeats.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    // Far beyond what the largest backlog takes. Whoever does not settle has lost something.
    private const int MostLooks = 900;

    /// <returns>What has not settled; empty when all has.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> open = [];
        for (var look = 0; look < MostLooks; look++)
        {
            await traffic.RepeatDeliveriesAsync(cancellationToken);
            open = await state.UnderWayAsync(cancellationToken);
            if (open.Count == 0)
            {
                return open;
            }

            if (look % 10 == 0)
            {
                tell($"settling: {string.Join(", ", open)}");
            }

            await Task.Delay(Look, clock, cancellationToken);
            clock.Move(Step);
        }

        return open;
    }
}

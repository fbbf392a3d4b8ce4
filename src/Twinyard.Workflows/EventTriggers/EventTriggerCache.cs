using Twinyard.Events.Patterns;
using Twinyard.Platform.Data;
using Twinyard.Workflows.Ticks;

namespace Twinyard.Workflows.EventTriggers;

/// <summary>All event triggers, compiled once for each generation of deploys.</summary>
internal sealed class EventTriggerCache(TriggerStore triggers)
{
    private volatile EventTriggerSet? _compiled;

    public async Task<EventTriggerSet> GetAsync(DbSession session, CancellationToken cancellationToken)
    {
        var generation = await triggers.GenerationAsync(session, cancellationToken);
        if (_compiled is { } known && known.Generation == generation)
        {
            return known;
        }

        return _compiled = new EventTriggerSet(generation, await triggers.EventTriggersAsync(session, cancellationToken));
    }
}

/// <summary>The event triggers of one generation.</summary>
internal sealed class EventTriggerSet(long generation, IReadOnlyList<TriggerRow> triggers)
{
    private readonly EventPatternSet _patterns = new([.. triggers.Select(trigger => EventPattern.Parse(trigger.Expression).Value)]);

    public long Generation => generation;

    /// <summary>In the order of their workflows, so that whoever locks several of them does so in one order.</summary>
    public IReadOnlyList<TriggerRow> Match(ReadOnlySpan<byte> utf8Envelope)
    {
        if (triggers.Count == 0)
        {
            return [];
        }

        var matched = new List<int>();
        _patterns.Match(utf8Envelope, matched);
        return [.. matched.Select(i => triggers[i])];
    }
}

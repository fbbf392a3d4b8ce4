using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Signals.Alarms;
using Twinyard.Signals.Metrics;

namespace Twinyard.Signals.Replays;

/// <summary>The alarms that proposed declarations would have raised over recorded metrics, beside the changes of alarms in the event archive.</summary>
internal sealed class AlarmReplay(Database database, AlarmStore store, WarehouseMetrics metrics, IEventArchive archive) : IResourceReplay
{
    /// <summary>Data points of one alarm.</summary>
    private const int MostData = 200_000;

    private const string Alarm = "alarm";

    private static readonly string[] Limits =
    [
        "When data came in: each data point counts from its own time on.",
        "Metrics of runs that there were not: alarms are judged by what was recorded.",
    ];

    public string Kind => Alarm;

    public IReadOnlyList<string> NotSimulated => Limits;

    public async Task<ResourceReplay> ReplayAsync(ReplayedDeclarations declarations, CancellationToken cancellationToken)
    {
        var proposed = new List<AlarmEpisode>();
        var periods = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var (until, cut) = (declarations.To, (string?)null);
        foreach (var (name, specification) in declarations.Proposed)
        {
            var alarm = AlarmSpecification.FromJson(specification);
            periods[name] = alarm.Period;
            var (episodes, reached) = await WalkAsync(name, alarm, declarations.From, until, cancellationToken);
            proposed.AddRange(episodes);
            if (reached < until)
            {
                (until, cut) = (reached, $"the alarm {name} has more data than one replay looks at");
            }
        }

        var happened = await HappenedAsync(declarations, until, cancellationToken);
        return new ResourceReplay(Compare([.. proposed.Where(episode => episode.From < until)], happened, periods), until, cut);
    }

    private async Task<(IReadOnlyList<AlarmEpisode> Episodes, DateTimeOffset Until)> WalkAsync(
        string name, AlarmSpecification alarm, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var lookBack = alarm.Period * (alarm.Evaluated + AlarmEvaluator.ExtraPeriods + 1);
        var data = await metrics.ValuesAsync(alarm.Namespace, alarm.Metric, alarm.Dimensions, from - lookBack, until, MostData + 1, cancellationToken);
        if (data.Count > MostData)
        {
            until = data[^1].At > from ? data[^1].At : from;
        }

        var state = await database.ReadAsync(session => store.StateBeforeAsync(session, name, from, cancellationToken), cancellationToken);
        return new AlarmWalk(name, alarm).Run(data, from, until, state);
    }

    /// <summary>From the archive, which has every change; an alarm's own history has the newest.</summary>
    private async Task<IReadOnlyList<AlarmEpisode>> HappenedAsync(ReplayedDeclarations declarations, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var names = declarations.Proposed.Keys.Concat(declarations.Removed).ToHashSet(StringComparer.Ordinal);
        var episodes = new List<AlarmEpisode>();
        var open = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var before in await RaisedAsync(names, declarations.From, cancellationToken))
        {
            open[before.Alarm] = episodes.Count;
            episodes.Add(before);
        }

        await foreach (var change in archive.ReadAsync(new ArchiveWindow(declarations.From, until, AlarmEvents.Source, AlarmEvents.Changed), cancellationToken))
        {
            var name = (string?)change.Detail["alarm"] ?? "";
            if (!names.Contains(name) || change.Replay is not null)
            {
                continue;
            }

            if (open.Remove(name, out var at))
            {
                episodes[at] = episodes[at] with { Until = change.Time };
            }

            if ((string?)change.Detail["state"] == AlarmState.Alarm)
            {
                open[name] = episodes.Count;
                episodes.Add(new AlarmEpisode(name, change.Time, null, (string?)change.Detail["reason"] ?? "", (string?)change.Detail["condition"] ?? ""));
            }
        }

        return episodes;
    }

    /// <summary>Alarms that were raised when the window began.</summary>
    private Task<List<AlarmEpisode>> RaisedAsync(IReadOnlySet<string> names, DateTimeOffset from, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var raised = new List<AlarmEpisode>();
            foreach (var row in (await store.AllAsync(session, cancellationToken)).Where(row => names.Contains(row.Name)))
            {
                if (await store.StateBeforeAsync(session, row.Name, from, cancellationToken) == AlarmState.Alarm)
                {
                    raised.Add(new AlarmEpisode(row.Name, from, null, AlarmEpisode.RaisedBefore, AlarmSpecification.FromJson(row.Specification).Condition));
                }
            }

            return raised;
        },
        cancellationToken);

    /// <summary>The same is what was raised at overlapping times: the evaluation runs every ten seconds, and data comes in late.</summary>
    private static IReadOnlyList<ReplayEffect> Compare(
        IReadOnlyList<AlarmEpisode> proposed, IReadOnlyList<AlarmEpisode> happened, IReadOnlyDictionary<string, TimeSpan> periods)
    {
        var left = happened.GroupBy(episode => episode.Alarm, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var effects = new List<ReplayEffect>();
        foreach (var would in proposed)
        {
            var did = left.GetValueOrDefault(would.Alarm)?.Find(episode => episode.Meets(would, periods[would.Alarm]));
            if (did is not null)
            {
                left[would.Alarm].Remove(did);
            }

            effects.Add(Effect(would, did, would));
        }

        effects.AddRange(left.Values.SelectMany(episodes => episodes).Select(did => Effect(did, did, null)));
        return effects;
    }

    private static ReplayEffect Effect(AlarmEpisode shown, AlarmEpisode? did, AlarmEpisode? would) => new()
    {
        What = Alarm,
        Name = shown.Alarm,
        At = shown.From,
        Cause = shown.Condition,
        Now = did?.ToString(),
        Proposed = would?.ToString(),
    };
}

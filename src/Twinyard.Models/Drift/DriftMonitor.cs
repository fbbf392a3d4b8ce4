using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Models.Registry;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Signals.Metrics;

namespace Twinyard.Models.Drift;

/// <summary>Compares what the fleet sends with what each model's champion was trained on, a group at a time, whenever new rows were loaded.</summary>
internal sealed partial class DriftMonitor(
    Database database,
    AliasStore aliases,
    ChampionProfiles profiles,
    DriftWindowReader reader,
    DriftRecorder recorder,
    IMetrics metrics,
    IOptions<ModelsOptions> options,
    TimeProvider time,
    ILogger<DriftMonitor> logger) : IBackgroundWork
{
    private readonly Dictionary<string, (int Version, (long, long) Counts)> _seen = new(StringComparer.Ordinal);

    public string Name => "models/drift";

    public TimeSpan Interval => options.Value.DriftInterval;

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var champions = await database.ReadAsync(session => aliases.ListChampionsAsync(session, cancellationToken), cancellationToken);
        foreach (var champion in champions)
        {
            await CheckAsync(champion.Model, (int)champion.Version, cancellationToken);
        }
    }

    private async Task CheckAsync(string model, int version, CancellationToken cancellationToken)
    {
        var counts = await reader.CountAsync(model, version, cancellationToken);
        if (counts.Decisions == 0 || (_seen.TryGetValue(model, out var seen) && seen == (version, counts)))
        {
            return;
        }

        var profile = await profiles.FindAsync(model, version, cancellationToken);
        var data = new List<MetricDatum>();
        foreach (var window in await reader.ReadAsync(model, version, profile, options.Value.DriftWindow, cancellationToken))
        {
            var wasDrifted = await recorder.WasDriftedAsync(model, version, window.Group, cancellationToken);
            var verdict = DriftAnalysis.Judge(profile, window, wasDrifted, options.Value);
            await recorder.RecordAsync(model, version, window, verdict, options.Value, cancellationToken);
            if (verdict.State == DriftStates.Drifted && !wasDrifted)
            {
                LogDrifted(model, version, window.Group, verdict.Columns[0].Name, verdict.Columns[0].Psi, verdict.Reason);
            }

            data.AddRange(Metrics(model, window.Group, verdict));
        }

        if (data.Count > 0)
        {
            await metrics.PutAsync($"drift/{model}/{time.GetUtcNow().UtcTicks}", data, cancellationToken);
        }

        _seen[model] = (version, counts);
    }

    /// <summary>Of the column that differs most.</summary>
    private IEnumerable<MetricDatum> Metrics(string model, string group, DriftVerdict verdict)
    {
        if (verdict.Columns is not [var top, ..])
        {
            return [];
        }

        var dimensions = new Dictionary<string, string> { ["model"] = model, ["group"] = group, ["column"] = top.Name };
        var now = time.GetUtcNow();
        return [new MetricDatum("twinyard/models", "psi", top.Psi, "", now, dimensions), new MetricDatum("twinyard/models", "ks", top.Ks, "", now, dimensions)];
    }
}

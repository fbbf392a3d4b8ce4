using System.Globalization;
using Twinyard.Inference;
using Twinyard.Models.Evaluations;
using Twinyard.Models.Registry;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Checks;

/// <summary>
/// <c>model-gate</c>: a candidate is no worse than the champion by more than is tolerated. With data, both predict the same rows, and the upper end
/// of the difference's interval decides; without, what one run has evaluated of both.
/// </summary>
internal sealed class ModelGateCheck(CheckedBundles bundles, CheckedData data, IModelGate gate) : ICheckKind
{
    public string Kind => "model-gate";

    public string Read(ManifestMap body, Func<string, bool> fileExists) => ModelsJson.Write(ModelGateSpecification.Read(body, fileExists));

    public async Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken)
    {
        var it = ModelsJson.Read<ModelGateSpecification>(specification);
        return it.Data is null ? await RecordedAsync(it, tree, cancellationToken) : await PredictedAsync(it, it.Data, tree, cancellationToken);
    }

    private async Task<CheckVerdict> RecordedAsync(ModelGateSpecification it, CheckedTree tree, CancellationToken cancellationToken)
    {
        var model = it.Candidate.Model ?? "";
        var candidate = await bundles.FindVersionAsync(model, it.Candidate.Version ?? "", tree, cancellationToken);
        var champion = await bundles.FindVersionAsync(model, it.Against.Version ?? "", tree, cancellationToken);
        if ((candidate.Error ?? champion.Error) is { } error)
        {
            return CheckVerdict.Failed(error.ToString());
        }

        var decision = await gate.CompareAsync(model, candidate.Value, champion.Value, it.Metric, it.Tolerance, cancellationToken);
        // Each reason says itself whether its dataset is within the bound; the decision is told for all of them.
        return new CheckVerdict([.. decision.Reasons.Select(reason => new CheckFinding(decision.Passed, reason))]);
    }

    private async Task<CheckVerdict> PredictedAsync(ModelGateSpecification it, DataReference source, CheckedTree tree, CancellationToken cancellationToken)
    {
        var candidate = await bundles.OpenAsync(it.Candidate, tree, cancellationToken);
        if (!candidate.IsOk)
        {
            return CheckVerdict.Failed(candidate.Error.ToString());
        }

        using var mine = candidate.Value;
        var champion = await bundles.OpenAsync(it.Against, tree, cancellationToken);
        if (!champion.IsOk)
        {
            return CheckVerdict.Failed(champion.Error.ToString());
        }

        using var theirs = champion.Value;
        var rows = await data.ReadAsync(source, mine.Manifest, it.Label, tree, cancellationToken);
        var theirRows = await data.ReadAsync(source, theirs.Manifest, it.Label, tree, cancellationToken);
        if ((rows.Error ?? theirRows.Error) is { } error)
        {
            return CheckVerdict.Failed(error.ToString());
        }

        var metric = LossMetric.All.Single(one => one.Name == it.Metric);
        var entities = Losses(
            rows.Value, CheckedRun.Decide(mine, rows.Value, cancellationToken), CheckedRun.Decide(theirs, theirRows.Value, cancellationToken), metric, it.LastRows);
        return entities.Count < PairedBootstrap.FewestEntities
            ? CheckVerdict.Failed($"{source} has {entities.Count} entities; an interval needs at least {PairedBootstrap.FewestEntities}.")
            : Judge(it, metric, entities);
    }

    private static List<EntityLosses> Losses(
        IReadOnlyList<CheckedRow> rows, IReadOnlyList<Decision> mine, IReadOnlyList<Decision> theirs, LossMetric metric, bool lastRows)
    {
        var entities = new List<EntityLosses>();
        foreach (var series in Enumerable.Range(0, rows.Count).GroupBy(i => rows[i].Entity, StringComparer.Ordinal))
        {
            int[] judged = lastRows ? [series.MaxBy(i => rows[i].Step)] : [.. series];
            entities.Add(new EntityLosses(
                judged.Length,
                judged.Sum(i => metric.Loss(mine[i].Prediction - rows[i].Label)),
                judged.Sum(i => metric.Loss(theirs[i].Prediction - rows[i].Label))));
        }

        return entities;
    }

    private static CheckVerdict Judge(ModelGateSpecification it, LossMetric metric, IReadOnlyList<EntityLosses> entities)
    {
        var rows = entities.Sum(entity => entity.Rows);
        var mine = metric.Of(entities.Sum(entity => entity.Candidate), rows);
        var theirs = metric.Of(entities.Sum(entity => entity.Champion), rows);
        var interval = PairedBootstrap.Of(entities, metric, it.Confidence);
        var allowed = it.Tolerance * theirs;
        var good = interval.High <= allowed;
        var findings = new List<CheckFinding>
        {
            new(good, string.Create(
                CultureInfo.InvariantCulture,
                $"{it.Data}, {entities.Count} entities, {rows} rows: {metric.Name} of {it.Candidate} is {mine:0.####}, of {it.Against} {theirs:0.####}; the difference is {mine - theirs:0.####}, {it.Confidence:0.#%} interval [{interval.Low:0.####}, {interval.High:0.####}]. Its upper end {(good ? "is within" : "exceeds")} the {allowed:0.####} allowed ({it.Tolerance:0.##%} of {theirs:0.####}).")),
        };
        if (it.AtMost is { } limit)
        {
            var within = interval.CandidateHigh <= limit;
            findings.Add(new CheckFinding(within, string.Create(
                CultureInfo.InvariantCulture,
                $"{metric.Name} of {it.Candidate} is {mine:0.####}, and the upper end of its {it.Confidence:0.#%} interval, {interval.CandidateHigh:0.####}, {(within ? "is within" : "exceeds")} the threshold {limit:0.####}.")));
        }

        return new CheckVerdict(findings);
    }
}

using Twinyard.Models.Registry;
using Twinyard.Platform.Manifests;

namespace Twinyard.Models.Checks;

/// <summary>What a <c>model-gate</c> step says.</summary>
/// <param name="Against">The version that must not be worse: a number or an alias.</param>
/// <param name="Tolerance">Share of its metric that the candidate may be worse.</param>
/// <param name="Data">Null for what runs have evaluated.</param>
/// <param name="AtMost">What the candidate's metric itself must not exceed.</param>
/// <param name="LastRows">Whether only the last row of each entity is judged.</param>
internal sealed record ModelGateSpecification(
    BundleReference Candidate, BundleReference Against, string Metric, double Tolerance, double Confidence, DataReference? Data, string? Label, double? AtMost, bool LastRows)
{
    private const double LeastConfidence = 0.5;
    private const double MostConfidence = 0.999;

    public static ModelGateSpecification Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var candidate = BundleReference.Read(body, fileExists);
        var championModel = body.Text("against-model") ?? candidate.Model;
        var against = new BundleReference(championModel, BundleReference.ReadVersion(body, "against", ModelAliases.Champion), null);
        if (championModel is null)
        {
            body.Report("", "Name the model whose version it is compared with: against-model.");
        }

        var data = DataReference.Read(body, "data", required: candidate.Folder is not null, fileExists);
        var label = body.Text("label", required: data is not null);
        string[] metrics = [.. LossMetric.All.Select(metric => metric.Name)];
        var metric = data is null ? body.Text("metric", "rmse") : body.Choice("metric", "rmse", metrics);
        var tolerance = body.Number("tolerance") ?? 0;
        var confidence = body.Number("confidence") ?? 0.95;
        var atMost = body.Number("at-most");
        var rows = body.Choice("rows", "all", "all", "last");
        body.RejectUnknownKeys();
        if (tolerance is < 0 or > 10 || !double.IsFinite(tolerance))
        {
            body.Report("tolerance", "The tolerance is a share of the champion's metric, from 0 to 10: 0.05 for five percent.");
        }

        if (confidence is not (>= LeastConfidence and <= MostConfidence))
        {
            body.Report("confidence", $"The confidence is from {LeastConfidence} to {MostConfidence}.");
        }

        if (data is null)
        {
            foreach (var key in new[] { "label", "confidence", "at-most", "rows" }.Where(body.Has))
            {
                body.Report(key, "This is for rows that the check predicts itself: name them with data. Without, what runs have evaluated is compared.");
            }
        }

        return new ModelGateSpecification(candidate, against, metric, tolerance, confidence, data, label, atMost, rows == "last");
    }
}

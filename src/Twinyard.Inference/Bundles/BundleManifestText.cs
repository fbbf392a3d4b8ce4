using System.Globalization;
using System.Text;
using Twinyard.Inference.Features;

namespace Twinyard.Inference.Bundles;

/// <summary>Writes <c>bundle.yaml</c>: equal manifests give equal text.</summary>
internal static class BundleManifestText
{
    public static string Of(BundleManifest manifest)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"format: {BundleManifest.CurrentFormat}\n");
        text.Append(CultureInfo.InvariantCulture, $"name: {Quote(manifest.Name)}\n");
        text.Append(CultureInfo.InvariantCulture, $"entity: {Quote(manifest.Entity)}\n");
        text.Append(CultureInfo.InvariantCulture, $"order: {Quote(manifest.Order)}\n");
        text.Append(CultureInfo.InvariantCulture, $"columns: [{string.Join(", ", manifest.Columns.Select(Quote))}]\n");
        text.Append(CultureInfo.InvariantCulture, $"features: {{ window: {manifest.Features.Window}, statistics: [{string.Join(", ", manifest.Features.Statistics.Select(StatisticNames.Of))}] }}\n");
        text.Append(CultureInfo.InvariantCulture, $"model: {{ file: {Quote(manifest.Model.File)}, input: {Quote(manifest.Model.Input)}, output: {Quote(manifest.Model.Output)}, sha256: {Quote(manifest.Model.Sha256)} }}\n");
        text.Append(CultureInfo.InvariantCulture, $"prediction: {{ name: {Quote(manifest.Prediction.Name)}");
        text.Append(manifest.Prediction.Unit.Length == 0 ? "" : $", unit: {Quote(manifest.Prediction.Unit)}");
        text.Append(Bound("minimum", manifest.Prediction.Minimum)).Append(Bound("maximum", manifest.Prediction.Maximum)).Append(" }\n");
        text.Append("decisions:\n");
        foreach (var rule in manifest.Decisions)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: {Quote(rule.Name)}{Bound("below", rule.Below)} }}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"profile: {Quote(manifest.Profile)}\n");
        return text.ToString();
    }

    private static string Bound(string key, double? value) => value is { } number ? $", {key}: {number.ToString("R", CultureInfo.InvariantCulture)}" : "";

    /// <summary>Plain where YAML cannot mistake it, else single-quoted.</summary>
    private static string Quote(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

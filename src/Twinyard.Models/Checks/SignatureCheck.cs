using System.Globalization;
using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Models.Registry;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Checks;

/// <summary><c>signature</c>: a bundle takes and gives what is declared. Opening it compares the network with the pipeline as well.</summary>
internal sealed class SignatureCheck(CheckedBundles bundles) : ICheckKind
{
    public string Kind => "signature";

    public string Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var bundle = BundleReference.Read(body, fileExists);
        var features = body.Map("features");
        var prediction = body.Map("prediction");
        var specification = new Specification(
            bundle,
            body.Text("entity"),
            body.Text("order"),
            Texts(body, "columns"),
            features?.Has("window") == true ? (int)features.Integer("window", 1, 1, 100_000) : null,
            features is null ? null : Texts(features, "statistics"),
            prediction?.Text("name"),
            prediction?.Text("unit"),
            Texts(body, "decisions"));
        features?.RejectUnknownKeys();
        prediction?.RejectUnknownKeys();
        body.RejectUnknownKeys();
        foreach (var statistic in specification.Statistics ?? [])
        {
            if (!StatisticNames.All.Contains(statistic))
            {
                features?.Report("statistics", $"There is no statistic '{statistic}'; there are {string.Join(", ", StatisticNames.All)}.{Suggestion.For(statistic, [.. StatisticNames.All])}");
            }
        }

        return ModelsJson.Write(specification);
    }

    public async Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken)
    {
        var wanted = ModelsJson.Read<Specification>(specification);
        var opened = await bundles.OpenAsync(wanted.Bundle, tree, cancellationToken);
        if (!opened.IsOk)
        {
            return CheckVerdict.Failed(opened.Error.ToString());
        }

        using var bundle = opened.Value;
        return new CheckVerdict([.. Compare(wanted, bundle.Manifest)]);
    }

    private static IEnumerable<CheckFinding> Compare(Specification wanted, BundleManifest has)
    {
        yield return new CheckFinding(true, $"{wanted.Bundle}: the network takes {has.FeatureCount} numbers a row and gives one, as its pipeline makes them.");
        (string What, string? Wanted, string Has)[] pairs =
        [
            ("entity", wanted.Entity, has.Entity),
            ("order", wanted.Order, has.Order),
            ("columns", Join(wanted.Columns), Join(has.Columns) ?? ""),
            ("features.window", wanted.Window?.ToString(CultureInfo.InvariantCulture), has.Features.Window.ToString(CultureInfo.InvariantCulture)),
            ("features.statistics", Join(wanted.Statistics), Join([.. has.Features.Statistics.Select(StatisticNames.Of)]) ?? ""),
            ("prediction.name", wanted.Prediction, has.Prediction.Name),
            ("prediction.unit", wanted.Unit, has.Prediction.Unit),
            ("decisions", Join(wanted.Decisions), Join([.. has.Decisions.Select(rule => rule.Name)]) ?? ""),
        ];
        foreach (var (what, expected, found) in pairs)
        {
            if (expected is not null)
            {
                yield return expected == found
                    ? new CheckFinding(true, $"{what}: {found}")
                    : new CheckFinding(false, $"{what}: {found} in the bundle, {expected} declared.");
            }
        }
    }

    private static string? Join(IReadOnlyList<string>? names) => names is null ? null : string.Join(", ", names);

    private static IReadOnlyList<string>? Texts(ManifestMap body, string key) => body.Has(key) ? body.Texts(key) : null;

    private sealed record Specification(
        BundleReference Bundle,
        string? Entity,
        string? Order,
        IReadOnlyList<string>? Columns,
        int? Window,
        IReadOnlyList<string>? Statistics,
        string? Prediction,
        string? Unit,
        IReadOnlyList<string>? Decisions);
}

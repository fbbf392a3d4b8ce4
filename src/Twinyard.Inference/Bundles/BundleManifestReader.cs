using System.Text;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Twinyard.Inference.Bundles;

/// <summary>Reads <c>bundle.yaml</c> strictly: unknown keys, wrong types and contradictions are refused, all at once.</summary>
public static class BundleManifestReader
{
    /// <summary>What a series' window may hold, rows times columns: 8 MB.</summary>
    public const int LargestWindow = 1_000_000;

    private const int DeepestNesting = 16;

    /// <exception cref="BundleException">The manifest breaks a rule; the message names line and key of each.</exception>
    public static BundleManifest Read(ReadOnlySpan<byte> yaml)
    {
        var problems = new List<string>();
        var manifest = Read(new YamlReader(Parse(Encoding.UTF8.GetString(yaml)), "", problems));
        return problems.Count == 0
            ? manifest
            : throw new BundleException(BundleManifest.FileName, string.Join(Environment.NewLine, problems), "The format is described in docs/reference/bundles.md.");
    }

    private static YamlMappingNode Parse(string text)
    {
        try
        {
            RefuseDeepNesting(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode map
                ? map
                : throw new BundleException(BundleManifest.FileName, "The file is not one mapping.", "The format is described in docs/reference/bundles.md.");
        }
        catch (YamlException e)
        {
            throw new BundleException($"{BundleManifest.FileName}({e.Start.Line},{e.Start.Column})", e.Message, "Correct the YAML.", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the YAML library throws on some texts that are no YAML at all.
            throw new BundleException(BundleManifest.FileName, $"The file is no YAML: {e.Message}", "Correct the YAML.", e);
        }
    }

    // Loading recurses, and a stack that is full cannot be caught.
    private static void RefuseDeepNesting(string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            // Stream and document are the first two levels.
            depth += parser.Current?.NestingIncrease ?? 0;
            if (depth > DeepestNesting + 2)
            {
                throw new BundleException($"{BundleManifest.FileName}({parser.Current?.Start.Line})", $"The file nests deeper than {DeepestNesting} levels.", "The format is described in docs/reference/bundles.md.");
            }
        }
    }

    private static BundleManifest Read(YamlReader root)
    {
        var format = root.Integer("format", 1, int.MaxValue);
        if (format != BundleManifest.CurrentFormat)
        {
            root.Refuse("format", $"format {format} is not known; this version reads format {BundleManifest.CurrentFormat}");
        }

        var manifest = new BundleManifest
        {
            Name = root.Text("name"),
            Entity = root.Text("entity"),
            Order = root.Text("order"),
            Columns = Columns(root),
            Features = Features(root.Map("features")),
            Model = Model(root.Map("model")),
            Prediction = Prediction(root.Map("prediction")),
            Decisions = Decisions(root),
            Profile = root.Text("profile"),
        };
        if ((long)manifest.Features.Window * manifest.Columns.Count > LargestWindow)
        {
            root.Refuse("features", $"{manifest.Features.Window} rows of {manifest.Columns.Count} columns are more than the {LargestWindow} values that a window may hold");
        }

        root.RefuseUnknown();
        return manifest;
    }

    private static IReadOnlyList<string> Columns(YamlReader root)
    {
        var columns = root.Texts("columns");
        if (columns.Distinct(StringComparer.Ordinal).Count() != columns.Count)
        {
            root.Refuse("columns", "a column is named twice");
        }

        return columns;
    }

    private static FeatureSpecification Features(YamlReader? features)
    {
        if (features is null)
        {
            return new FeatureSpecification(1, []);
        }

        var window = features.Integer("window", 1, 100_000);
        var statistics = new List<Statistic>();
        foreach (var name in features.Texts("statistics"))
        {
            if (!StatisticNames.TryParse(name, out var statistic))
            {
                features.Refuse("statistics", $"{name} is no statistic; known are {string.Join(", ", StatisticNames.All)}");
            }
            else if (statistics.Contains(statistic))
            {
                features.Refuse("statistics", $"{name} is named twice");
            }
            else
            {
                statistics.Add(statistic);
            }
        }

        features.RefuseUnknown();
        return new FeatureSpecification(window, statistics);
    }

    private static OnnxFile Model(YamlReader? model)
    {
        var file = new OnnxFile(model?.Text("file") ?? "", model?.Text("input") ?? "", model?.Text("output") ?? "", model?.Text("sha256") ?? "");
        if (file.Sha256.Length > 0 && (file.Sha256.Length != 64 || !file.Sha256.All(char.IsAsciiHexDigitLower)))
        {
            model?.Refuse("sha256", "64 lower-case hexadecimal digits are needed here");
        }

        model?.RefuseUnknown();
        return file;
    }

    private static PredictionSpecification Prediction(YamlReader? prediction)
    {
        if (prediction is null)
        {
            return new PredictionSpecification("", "", null, null);
        }

        var specification = new PredictionSpecification(
            prediction.Text("name"), prediction.OptionalText("unit", ""), prediction.OptionalNumber("minimum"), prediction.OptionalNumber("maximum"));
        if (specification.Minimum > specification.Maximum)
        {
            prediction.Refuse("minimum", "it is greater than the maximum");
        }

        prediction.RefuseUnknown();
        return specification;
    }

    private static List<DecisionRule> Decisions(YamlReader root)
    {
        var items = root.Maps("decisions");
        var rules = new List<DecisionRule>();
        for (var i = 0; i < items.Count; i++)
        {
            var rule = new DecisionRule(items[i].Text("name"), items[i].OptionalNumber("below"));
            if (i == items.Count - 1 && rule.Below is not null)
            {
                items[i].Refuse("below", "the last decision is the default and has no bound");
            }
            else if (i < items.Count - 1 && rule.Below is null)
            {
                items[i].Refuse("below", "every decision but the last needs a bound");
            }
            else if (i > 0 && rule.Below <= rules[i - 1].Below)
            {
                items[i].Refuse("below", "bounds must rise, or this decision is never taken");
            }

            items[i].RefuseUnknown();
            rules.Add(rule);
        }

        return rules;
    }
}

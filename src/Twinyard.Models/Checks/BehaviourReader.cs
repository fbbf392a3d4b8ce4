using System.Globalization;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Checks;

/// <summary>Reads a file of behaviour cases strictly, every problem with its line.</summary>
internal static class BehaviourReader
{
    private const int MaximumCases = 1000;

    public static Result<IReadOnlyList<BehaviourCase>> Read(string file, string text)
    {
        var document = ManifestDocument.Parse(file, text);
        if (!document.IsOk)
        {
            return document.Error;
        }

        var root = document.Value;
        var items = root.List("cases", required: true);
        root.RejectUnknownKeys();
        if (items.Count is 0 or > MaximumCases)
        {
            root.Report("cases", $"A file has 1 to {MaximumCases} cases, and this has {items.Count}.");
        }

        var cases = items.Select(item => item.AsMap()).OfType<ManifestMap>().Select(ReadCase).ToList();
        return root.Problems.Items.Count > 0 ? InvalidError.FromProblems("behaviour-invalid", root.Problems.Items) : cases;
    }

    private static BehaviourCase ReadCase(ManifestMap map)
    {
        var name = map.Text("name", required: true) ?? "";
        var rows = map.List("rows", required: true).Select(item => item.AsMap()).OfType<ManifestMap>().Select(ReadRow).ToList();
        if (map.Has("rows") && rows.Count == 0)
        {
            map.Report("rows", "A case has at least one row.");
        }

        var expectation = ReadExpectation(map);
        var change = ReadChange(map);
        map.RejectUnknownKeys();
        var comparesWithChange = expectation.Within is not null || expectation.Direction is not null;
        if (comparesWithChange && change.Count == 0)
        {
            map.Report("", "invariance and directional compare with changed rows: say with change what is changed, such as change: { s2: +0.5 }.");
        }
        else if (!comparesWithChange && change.Count > 0)
        {
            map.Report("change", "Nothing is asked of the changed rows: add invariance or directional.");
        }

        return new BehaviourCase(name, rows, change, expectation);
    }

    private static BehaviourExpectation ReadExpectation(ManifestMap map)
    {
        var expect = map.Map("expect");
        var invariance = map.Map("invariance");
        var directional = map.Map("directional");
        if (expect is null && invariance is null && directional is null)
        {
            map.Report("", "The case expects nothing: give it expect, invariance or directional.");
        }

        var prediction = expect?.Map("prediction");
        var expectation = new BehaviourExpectation(
            expect?.Text("decision"),
            prediction?.Number("at-least"),
            prediction?.Number("at-most"),
            invariance?.Number("within", required: true),
            directional?.Choice("prediction", "up", "up", "down"),
            directional?.Number("by-at-least") ?? 0);
        if (expect is not null && expectation is { Decision: null, AtLeast: null, AtMost: null })
        {
            map.Report("expect", "Name a decision, or bounds of the prediction: prediction: { at-least: 0, at-most: 15 }.");
        }

        foreach (var part in new[] { prediction, expect, invariance, directional })
        {
            part?.RejectUnknownKeys();
        }

        return expectation;
    }

    private static Dictionary<string, double> ReadRow(ManifestMap map)
    {
        var row = map.Keys.ToDictionary(key => key, key => map.Number(key) ?? 0, StringComparer.Ordinal);
        foreach (var (key, value) in row)
        {
            if (!double.IsFinite(value))
            {
                map.Report(key, "The value is not finite.");
            }
        }

        return row;
    }

    private static Dictionary<string, ColumnChange> ReadChange(ManifestMap map)
    {
        var changes = new Dictionary<string, ColumnChange>(StringComparer.Ordinal);
        if (map.Map("change") is not { } body)
        {
            return changes;
        }

        foreach (var key in body.Keys)
        {
            var text = body.Text(key) ?? "";
            if (text.Length > 1 && "+-*=".Contains(text[0], StringComparison.Ordinal) && double.TryParse(text.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture, out var operand))
            {
                changes[key] = new ColumnChange(text[0], operand);
            }
            else
            {
                body.Report(key, $"'{text}' is not a change. Write \"+2\", \"-2\", \"*1.1\" or \"=5\".");
            }
        }

        return changes;
    }
}

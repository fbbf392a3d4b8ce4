using System.Globalization;
using Twinyard.Inference;
using Twinyard.Inference.Bundles;
using Twinyard.Models.Registry;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Checks;

/// <summary><c>behaviour</c>: named cases of rows, and what the bundle has to make of them.</summary>
internal sealed class BehaviourCheck(CheckedBundles bundles) : ICheckKind
{
    public string Kind => "behaviour";

    public string Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var bundle = BundleReference.Read(body, fileExists);
        var cases = body.Text("cases", required: true) ?? "";
        body.RejectUnknownKeys();
        if (cases.Length > 0 && !fileExists(cases))
        {
            body.Report("cases", $"The tree has no file '{cases}'. Paths are from the root of the repository.");
        }

        return ModelsJson.Write(new Specification(bundle, cases));
    }

    public async Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken)
    {
        var it = ModelsJson.Read<Specification>(specification);
        var cases = BehaviourReader.Read(it.Cases, await File.ReadAllTextAsync(Path.Combine(tree.Folder, it.Cases), cancellationToken));
        if (!cases.IsOk)
        {
            return CheckVerdict.Failed(cases.Error.ToString());
        }

        var opened = await bundles.OpenAsync(it.Bundle, tree, cancellationToken);
        if (!opened.IsOk)
        {
            return CheckVerdict.Failed(opened.Error.ToString());
        }

        using var bundle = opened.Value;
        return new CheckVerdict([.. cases.Value.SelectMany(one => Judge(one, bundle))]);
    }

    private static IEnumerable<CheckFinding> Judge(BehaviourCase one, ModelBundle bundle)
    {
        string[] missing = [.. bundle.Manifest.Columns.Where(column => one.Rows.Any(row => !row.ContainsKey(column)))];
        string[] unknown = [.. one.Change.Keys.Where(column => !bundle.Manifest.Columns.Contains(column, StringComparer.Ordinal))];
        if (missing.Length > 0 || unknown.Length > 0)
        {
            return [new CheckFinding(false, missing.Length > 0
                ? $"{one.Name}: the rows have no value for {string.Join(", ", missing)}."
                : $"{one.Name}: the bundle has no column {string.Join(", ", unknown)} to change; it has {string.Join(", ", bundle.Manifest.Columns)}.")];
        }

        var seen = Decide(bundle, one.Rows);
        var findings = Expected(one, seen).ToList();
        if (one.Change.Count > 0)
        {
            var changed = Decide(bundle, [.. one.Rows.Select(row => Changed(row, one.Change))]);
            findings.AddRange(Compared(one, seen, changed));
        }

        return findings;
    }

    private static IEnumerable<CheckFinding> Expected(BehaviourCase one, Decision seen)
    {
        var wanted = one.Expectation;
        if (wanted.Decision is { } decision)
        {
            yield return new CheckFinding(seen.Name == decision, Told($"{one.Name}: decided {seen.Name} at a prediction of {seen.Prediction:0.####}, expected {decision}."));
        }

        if (wanted.AtLeast is { } least)
        {
            yield return new CheckFinding(seen.Prediction >= least, Told($"{one.Name}: predicted {seen.Prediction:0.####}, expected at least {least:0.####}."));
        }

        if (wanted.AtMost is { } most)
        {
            yield return new CheckFinding(seen.Prediction <= most, Told($"{one.Name}: predicted {seen.Prediction:0.####}, expected at most {most:0.####}."));
        }
    }

    private static IEnumerable<CheckFinding> Compared(BehaviourCase one, Decision seen, Decision changed)
    {
        var moved = changed.Prediction - seen.Prediction;
        var by = string.Join(", ", one.Change.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Operation}{pair.Value.Operand}")));
        if (one.Expectation.Within is { } within)
        {
            yield return new CheckFinding(
                Math.Abs(moved) <= within, Told($"{one.Name}: with {by} the prediction moved from {seen.Prediction:0.####} to {changed.Prediction:0.####}, by {moved:0.####}; at most {within:0.####} either way is expected."));
        }

        if (one.Expectation.Direction is { } direction)
        {
            var along = direction == "up" ? moved : -moved;
            yield return new CheckFinding(
                along >= one.Expectation.ByAtLeast, Told($"{one.Name}: with {by} the prediction moved from {seen.Prediction:0.####} to {changed.Prediction:0.####}; {direction} by at least {one.Expectation.ByAtLeast:0.####} is expected."));
        }
    }

    private static Decision Decide(ModelBundle bundle, IReadOnlyList<IReadOnlyDictionary<string, double>> rows)
    {
        using var pipeline = bundle.CreatePipeline();
        var decision = default(Decision);
        for (var i = 0; i < rows.Count; i++)
        {
            decision = pipeline.Observe("case", i, rows[i]);
        }

        return decision;
    }

    private static Dictionary<string, double> Changed(IReadOnlyDictionary<string, double> row, IReadOnlyDictionary<string, ColumnChange> change) =>
        row.ToDictionary(pair => pair.Key, pair => change.TryGetValue(pair.Key, out var how) ? how.Of(pair.Value) : pair.Value, StringComparer.Ordinal);

    private static string Told(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Specification(BundleReference Bundle, string Cases);
}

using System.Globalization;
using Microsoft.Extensions.Options;
using Twinyard.Models.Drift;
using Twinyard.Models.Registry;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Checks;

/// <summary><c>drift</c>: rows of which it is known whether they have drifted are told so, by the rule that watches the fleet.</summary>
internal sealed class KnownDriftCheck(CheckedBundles bundles, CheckedData data, IOptions<ModelsOptions> options) : ICheckKind
{
    private const int ColumnsTold = 5;

    public string Kind => "drift";

    public string Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var bundle = BundleReference.Read(body, fileExists);
        var rows = DataReference.Read(body, "data", required: true, fileExists);
        var expect = body.Choice("expect", DriftStates.Ok, DriftStates.Ok, DriftStates.Drifted);
        body.RejectUnknownKeys();
        return ModelsJson.Write(new Specification(bundle, rows ?? new DataReference("", null, null), expect));
    }

    public async Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken)
    {
        var it = ModelsJson.Read<Specification>(specification);
        var opened = await bundles.OpenAsync(it.Bundle, tree, cancellationToken);
        if (!opened.IsOk)
        {
            return CheckVerdict.Failed(opened.Error.ToString());
        }

        using var bundle = opened.Value;
        var rows = await data.ReadAsync(it.Data, bundle.Manifest, null, tree, cancellationToken);
        if (!rows.IsOk)
        {
            return CheckVerdict.Failed(rows.Error.ToString());
        }

        var decisions = CheckedRun.Decide(bundle, rows.Value, cancellationToken);
        var window = new DriftWindow("check", bundle.Profile);
        for (var i = 0; i < rows.Value.Count; i++)
        {
            window.Add("check", rows.Value[i].Entity, decisions[i].Prediction, rows.Value[i].Values.Select(value => (double?)value));
        }

        var verdict = DriftAnalysis.Judge(bundle.Profile, window, wasDrifted: false, options.Value);
        var columns = verdict.Columns.Take(ColumnsTold).Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Name} PSI {column.Psi:0.00} KS {column.Ks:0.00}"));
        return new CheckVerdict([new CheckFinding(
            verdict.State == it.Expect,
            $"{it.Data} is {verdict.State} for {it.Bundle}, expected {it.Expect}: {verdict.Reason}{(verdict.Columns.Count == 0 ? "" : $" Furthest: {string.Join("; ", columns)}.")}")]);
    }

    private sealed record Specification(BundleReference Bundle, DataReference Data, string Expect);
}

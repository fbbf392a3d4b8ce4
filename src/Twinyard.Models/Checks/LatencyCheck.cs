using System.Globalization;
using Twinyard.Inference.Bundles;
using Twinyard.Models.Registry;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Models.Checks;

/// <summary><c>latency</c>: how long a row takes through window, network and rules on this server, one row at a time as on a device.</summary>
internal sealed class LatencyCheck(CheckedBundles bundles, TimeProvider time) : ICheckKind
{
    private const int WarmUp = 100;
    private const int MostRows = 1_000_000;

    public string Kind => "latency";

    public string Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var specification = new Specification(
            BundleReference.Read(body, fileExists), (int)body.Integer("rows", 1000, 100, MostRows), body.Number("p50-ms"), body.Number("p99-ms"));
        body.RejectUnknownKeys();
        if (specification.P50 is null && specification.P99 is null)
        {
            body.Report("", "Give a bound in milliseconds: p99-ms, p50-ms, or both.");
        }

        foreach (var (key, bound) in new[] { ("p50-ms", specification.P50), ("p99-ms", specification.P99) })
        {
            if (bound is <= 0 or double.NaN)
            {
                body.Report(key, "A bound is a number of milliseconds greater than 0.");
            }
        }

        return ModelsJson.Write(specification);
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
        var took = Measure(bundle, it.Rows, cancellationToken);
        return new CheckVerdict([.. Judge(it, "p50", it.P50, took, 0.5), .. Judge(it, "p99", it.P99, took, 0.99)]);
    }

    /// <returns>Milliseconds a row, rising.</returns>
    private double[] Measure(ModelBundle bundle, int rows, CancellationToken cancellationToken)
    {
        using var pipeline = bundle.CreatePipeline();
        double[] row = [.. bundle.Profile.Columns.Select(column => column.Mean)];
        for (var i = 0; i < WarmUp; i++)
        {
            pipeline.Observe("warm-up", i, row);
        }

        var took = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = time.GetTimestamp();
            pipeline.Observe("row", i, row);
            took[i] = time.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(took);
        return took;
    }

    private static IEnumerable<CheckFinding> Judge(Specification it, string name, double? limit, double[] took, double share)
    {
        if (limit is { } most)
        {
            var value = took[(int)(share * (took.Length - 1))];
            var good = value <= most;
            yield return new CheckFinding(good, string.Create(
                CultureInfo.InvariantCulture, $"{name} of {took.Length} rows through {it.Bundle} is {value:0.####} ms, which {(good ? "is within" : "exceeds")} {most:0.####} ms."));
        }
    }

    private sealed record Specification(BundleReference Bundle, int Rows, double? P50, double? P99);
}

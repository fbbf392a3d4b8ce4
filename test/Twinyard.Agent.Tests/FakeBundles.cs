using Twinyard.Agent.Bundles;
using Twinyard.Contracts.Fleet;
using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;
using Twinyard.Inference.Profiles;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Agent.Tests;

/// <summary>Bundles of one column, opened by their version: one that begins with <c>broken</c> needs a column that no row has.</summary>
internal sealed class FakeBundles : IBundleSource, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-bundles-");

    /// <summary>Bundles that were opened and not given back.</summary>
    public int Open { get; private set; }

    public static DesiredShadow Shadow(long revision, string version) => new(revision, new DesiredBundle("rul", version, "", ""));

    public Task<BundleLease> OpenAsync(DesiredBundle bundle, CancellationToken cancellationToken)
    {
        var opened = ModelBundle.Open(Write(bundle.Version));
        Open++;
        return Task.FromResult(new BundleLease(opened, () =>
        {
            Open--;
            opened.Dispose();
        }));
    }

    /// <summary>Writes a bundle's folder.</summary>
    public string Write(string version)
    {
        var manifest = new BundleManifest
        {
            Name = "rul",
            Entity = "unit",
            Order = "cycle",
            Columns = [version.StartsWith("broken", StringComparison.Ordinal) ? "unknown" : "s1"],
            Features = new FeatureSpecification(3, [Statistic.Last]),
            Model = new OnnxFile("model.onnx", "features", "prediction", ""),
            Prediction = new PredictionSpecification("rul", "", null, null),
            Decisions = [new DecisionRule(version, null)],
        };
        var folder = Path.Combine(_folder.FullName, version);
        BundleWriter.WriteFolder(folder, manifest, TinyOnnx.Linear([1], 0), ReferenceProfile.Of(manifest.Columns, [[1], [2]], "rul", [1, 2]));
        return folder;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;
using Twinyard.Inference.Profiles;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Inference.Tests;

/// <summary>A bundle of two columns in a throw-away folder; its network adds the columns' last values and subtracts the second's slope.</summary>
internal sealed class TinyBundle : IDisposable
{
    public static readonly BundleManifest Manifest = new()
    {
        Name = "tiny",
        Entity = "unit",
        Order = "cycle",
        Columns = ["a", "b"],
        Features = new FeatureSpecification(3, [Statistic.Last, Statistic.Mean, Statistic.Std, Statistic.Slope]),
        Model = new OnnxFile("model.onnx", "features", "prediction", ""),
        Prediction = new PredictionSpecification("rul", "cycles", 0, 125),
        Decisions = [new DecisionRule("ground", 15), new DecisionRule("inspect", 40), new DecisionRule("fly", null)],
    };

    public static readonly byte[] Onnx = TinyOnnx.Linear([1, 0, 0, 0, 1, 0, 0, -1], 0);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-bundle-");

    public TinyBundle(BundleManifest? manifest = null, byte[]? onnx = null) =>
        BundleWriter.WriteFolder(Folder, manifest ?? Manifest, onnx ?? Onnx, Profile(manifest ?? Manifest));

    public string Folder => _folder.FullName;

    public static ReferenceProfile Profile(BundleManifest manifest)
    {
        var rows = Enumerable.Range(0, 200).Select(i => manifest.Columns.Select((_, column) => (double)(i * (column + 1) % 50)).ToArray()).ToArray();
        return ReferenceProfile.Of(manifest.Columns, rows, manifest.Prediction.Name, [.. rows.Select(row => row[0] * 2)]);
    }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Edit(string file, string from, string to)
    {
        var text = File.ReadAllText(PathOf(file));
        text.ShouldContain(from);
        File.WriteAllText(PathOf(file), text.Replace(from, to, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;
using Twinyard.Inference.Profiles;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Models.Tests;

/// <summary>A bundle for machines of four sensors that each show the health left, 125 to 0, and some noise; it predicts their mean.</summary>
internal static class Bundles
{
    public static readonly BundleManifest Manifest = new()
    {
        Name = "tiny",
        Entity = "unit",
        Order = "cycle",
        Columns = ["a", "b", "c", "d"],
        Features = new FeatureSpecification(1, [Statistic.Last]),
        Model = new OnnxFile("model.onnx", "features", "prediction", ""),
        Prediction = new PredictionSpecification("rul", "cycles", 0, 125),
        Decisions = [new DecisionRule("ground", 15), new DecisionRule("fly", null)],
    };

    private static readonly ReferenceProfile Profile = MakeProfile();

    /// <param name="bias">How much more than the mean it predicts.</param>
    public static void Write(string folder, float bias = 0) => BundleWriter.WriteFolder(folder, Manifest, TinyOnnx.Linear([0.25f, 0.25f, 0.25f, 0.25f], bias), Profile);

    public static double Predict(double[] row) => Math.Clamp(row.Average(), 0, 125);

    /// <param name="health">125 when new, 0 at the end.</param>
    /// <param name="skew">0 for the kind of machine in training; another kind shows that much more in two sensors, and less in the others.</param>
    public static double[] Row(double health, double skew, Random random) =>
        [.. new[] { skew, skew, -skew, -skew }.Select(shift => health + shift + 5 * (random.NextDouble() - 0.5))];

    private static ReferenceProfile MakeProfile()
    {
        var random = new Random(7);
        double[][] rows = [.. Enumerable.Range(0, 10_000).Select(i => Row(125 - i % 126, 0, random))];
        return ReferenceProfile.Of(Manifest.Columns, rows, "rul", [.. rows.Select(Predict)]);
    }
}

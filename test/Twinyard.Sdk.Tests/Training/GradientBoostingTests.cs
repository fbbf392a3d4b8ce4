using Microsoft.ML;
using Microsoft.ML.Data;
using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;
using Twinyard.Sdk.Training.Bundles;
using Twinyard.Sdk.Training.Data;
using Twinyard.Sdk.Training.Onnx;
using Twinyard.Sdk.Training.Trees;

namespace Twinyard.Sdk.Tests.Training;

public sealed class GradientBoostingTests
{
    private static readonly BoostingOptions Quick = new() { Trees = 60, LearningRate = 0.1, MinimumRowsPerLeaf = 10 };

    [Fact]
    public void Fit_ExportedModel_PredictsWhatMlNetPredictsOnTenThousandRows()
    {
        var set = Wearing(units: 60, length: 180, seed: 3);
        set.Count.ShouldBeGreaterThan(10_000);

        var fitted = GradientBoosting.Fit(set, Quick, seed: 5);
        var exported = OnnxTreeExporter.Export(GradientBoosting.Read(fitted.Model, set.FeatureCount));
        var predicted = OnnxTreeExporterTests.Run(exported, [.. Enumerable.Range(0, set.Count).SelectMany(row => set.FeaturesOf(row).ToArray())], set.FeatureCount);

        var expected = fitted.Transform(GradientBoosting.View(new MLContext(5), set)).GetColumn<float>("Score").ToArray();
        expected.Zip(predicted, (one, other) => MathF.Abs(one - other)).Max().ShouldBeLessThan(1e-3f);
        expected.Max().ShouldBeGreaterThan(expected.Min() + 50);
    }

    [Fact]
    public void Train_Twice_GivesTheSameModel()
    {
        var set = Wearing(units: 10, length: 100, seed: 3);
        var options = Quick with { Trees = 20, Seeds = [1, 2] };

        var once = OnnxTreeExporter.Export(GradientBoosting.Train(set, options, _ => { }));
        var again = OnnxTreeExporter.Export(GradientBoosting.Train(set, options, _ => { }));

        again.ShouldBe(once);
    }

    [Fact]
    public void Write_Bundle_OpensAndPredictsUnitsThatWereHeldOut()
    {
        using var folder = new TemporaryFolder();
        var (training, heldOut) = HoldOut.ByEntity([.. Enumerable.Range(0, 40)], 0.25, seed: 1);
        training.Count.ShouldBe(30);
        training.Intersect(heldOut).ShouldBeEmpty();
        var set = NewSet();
        foreach (var unit in training)
        {
            AddUnit(set, unit, 120);
        }

        TrainedBundle.Write(folder.Path, Description(), GradientBoosting.Train(set, Quick, _ => { }), set);

        using var bundle = ModelBundle.Open(folder.Path);
        using var pipeline = bundle.CreatePipeline();
        var errors = new List<double>();
        foreach (var unit in heldOut)
        {
            var (rows, labels) = Unit(unit, 120);
            for (var cycle = 0; cycle < rows.Count; cycle++)
            {
                errors.Add(pipeline.Observe($"{unit}", cycle, rows[cycle]).Prediction - labels[cycle]);
            }
        }

        Math.Sqrt(errors.Average(error => error * error)).ShouldBeLessThan(12);
        bundle.Profile.Rows.ShouldBe(set.Count);
    }

    [Fact]
    public void Write_LabelsAllEqual_GivesABundleThatPredictsThem()
    {
        using var folder = new TemporaryFolder();
        var set = NewSet();
        set.Add(Unit(1, 120).Rows, [.. Enumerable.Repeat(7f, 120)]);

        TrainedBundle.Write(folder.Path, Description(), GradientBoosting.Train(set, Quick, _ => { }), set);

        using var bundle = ModelBundle.Open(folder.Path);
        using var pipeline = bundle.CreatePipeline();
        pipeline.Observe("x", 1, [500, 40, 0]).Prediction.ShouldBe(7, 1e-3);
    }

    [Fact]
    public void Write_Bundle_PredictsRowByRowWhatItPredictsInBatchesBitForBit()
    {
        using var folder = new TemporaryFolder();
        var set = Wearing(units: 6, length: 100, seed: 3);
        TrainedBundle.Write(folder.Path, Description(), GradientBoosting.Train(set, Quick with { Seeds = [1, 2, 3] }, _ => { }), set);
        using var bundle = ModelBundle.Open(folder.Path);
        using var predictor = bundle.CreatePredictor();
        var features = Enumerable.Range(0, set.Count).SelectMany(row => set.FeaturesOf(row).ToArray()).ToArray();
        var batch = new float[set.Count];

        predictor.Predict(features, batch);

        batch.ShouldBe([.. Enumerable.Range(0, set.Count).Select(row => predictor.Predict(set.FeaturesOf(row)))]);
    }

    [Fact]
    public void Write_BoundThatNoFloatIs_ProfilesPredictionsAsTheDeviceGivesThem()
    {
        using var folder = new TemporaryFolder();
        var set = Wearing(units: 2, length: 60, seed: 3);
        var description = Description() with { Prediction = new PredictionSpecification("share", "", 0, 0.1), Decisions = [new DecisionRule("all", null)] };
        TrainedBundle.Write(folder.Path, description, GradientBoosting.Train(set, Quick with { Trees = 5 }, _ => { }), set);
        using var bundle = ModelBundle.Open(folder.Path);
        using var pipeline = bundle.CreatePipeline();

        ((double)pipeline.Observe("x", 1, set.Rows[0]).Prediction).ShouldBe(bundle.Profile.Prediction.Maximum);
    }

    [Fact]
    public void HoldOut_SameSeed_HoldsOutTheSameEntities()
    {
        HoldOut.ByEntity([1, 2, 3, 4, 5, 6], 0.5, seed: 9).HeldOut.ShouldBe(HoldOut.ByEntity([1, 2, 3, 4, 5, 6], 0.5, seed: 9).HeldOut);
        Should.Throw<ArgumentOutOfRangeException>(() => HoldOut.ByEntity([1], 0.5, seed: 9));
    }

    private static BundleDescription Description() => new()
    {
        Name = "rul",
        Entity = "unit",
        Order = "cycle",
        Prediction = new PredictionSpecification("rul", "cycles", 0, 125),
        Decisions = [new DecisionRule("ground", 15), new DecisionRule("fly", null)],
    };

    private static TrainingSet NewSet() => new(new FeatureSpecification(30, [Statistic.Last, Statistic.Mean, Statistic.Std, Statistic.Slope]), ["a", "b", "c"]);

    private static TrainingSet Wearing(int units, int length, int seed)
    {
        var set = NewSet();
        for (var unit = 0; unit < units; unit++)
        {
            AddUnit(set, seed * 1000 + unit, length);
        }

        return set;
    }

    private static void AddUnit(TrainingSet set, int unit, int length)
    {
        var (rows, labels) = Unit(unit, length);
        set.Add(rows, labels);
    }

    /// <summary>Sensors that drift away faster and faster towards the end, with noise.</summary>
    private static (List<double[]> Rows, List<float> Labels) Unit(int unit, int length)
    {
        var random = new Random(unit);
        var rows = new List<double[]>();
        var labels = new List<float>();
        for (var cycle = 0; cycle < length; cycle++)
        {
            var wear = Math.Exp((cycle - length) / 40.0);
            rows.Add([500 + 20 * wear + random.NextDouble(), 40 - 3 * wear + random.NextDouble() / 5, random.NextDouble()]);
            labels.Add(Math.Min(125, length - 1 - cycle));
        }

        return (rows, labels);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("twinyard-bundle-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

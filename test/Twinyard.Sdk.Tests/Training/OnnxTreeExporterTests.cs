using CsCheck;
using Microsoft.ML.OnnxRuntime;
using Twinyard.Sdk.Training.Onnx;
using Twinyard.Sdk.Training.Trees;

namespace Twinyard.Sdk.Tests.Training;

public sealed class OnnxTreeExporterTests
{
    [Fact]
    public void Export_RandomTrees_PredictTheSameInOnnxRuntime() =>
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                var random = new Random(seed);
                var ensemble = TreeSample.Ensemble(random, features: 1 + random.Next(8), trees: 1 + random.Next(20));
                var rows = TreeSample.Rows(random, ensemble, 200);
                var predicted = Run(OnnxTreeExporter.Export(ensemble), rows, ensemble.FeatureCount);
                for (var row = 0; row < predicted.Length; row++)
                {
                    var expected = ensemble.Predict(rows.AsSpan(row * ensemble.FeatureCount, ensemble.FeatureCount));
                    if (MathF.Abs(expected - predicted[row]) > 1e-4f)
                    {
                        return false;
                    }
                }

                return true;
            },
            iter: 100);

    [Fact]
    public void LargestFloatAtMost_AnyThreshold_SendsEveryFloatToTheSameSide() =>
        Gen.Double[-1e6, 1e6].Sample(
            threshold =>
            {
                var written = TreeNodes.LargestFloatAtMost(threshold);
                var nearest = (float)threshold;
                return new[] { MathF.BitDecrement(nearest), nearest, MathF.BitIncrement(nearest) }.All(value => value <= written == (value <= threshold));
            },
            iter: 10_000);

    [Fact]
    public void Export_TreeThatIsOnlyALeaf_PredictsIt()
    {
        var ensemble = new TreeEnsemble(2, 1, [new RegressionTree([], [], [], [], [0.5])]);

        Run(OnnxTreeExporter.Export(ensemble), [1, 2, 3, 4], 2).ShouldBe([1.5f, 1.5f]);
    }

    [Fact]
    public void Export_SameTrees_GiveTheSameBytes()
    {
        var ensemble = TreeSample.Ensemble(new Random(1), 4, 10);

        OnnxTreeExporter.Export(ensemble).ShouldBe(OnnxTreeExporter.Export(ensemble));
    }

    [Fact]
    public void Average_OfEnsembles_PredictsTheirMean()
    {
        var random = new Random(7);
        TreeEnsemble[] ensembles = [TreeSample.Ensemble(random, 3, 5), TreeSample.Ensemble(random, 3, 5)];
        var average = TreeEnsemble.Average(ensembles);
        float[] row = [0.1f, -0.2f, 30];

        average.Predict(row).ShouldBe(ensembles.Average(ensemble => ensemble.Predict(row)), 1e-4f);
    }

    internal static float[] Run(byte[] onnx, float[] rows, int features)
    {
        using var session = new InferenceSession(onnx);
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [rows.Length / features, features]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [OnnxTreeExporter.InputName], [input], [OnnxTreeExporter.OutputName]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}

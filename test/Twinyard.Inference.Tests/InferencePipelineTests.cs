using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Inference.Tests;

public sealed class InferencePipelineTests
{
    [Theory, InlineData(3, 5, 8, "ground"), InlineData(10, 5, 15, "inspect"), InlineData(30, 10, 40, "fly"), InlineData(500, 1, 125, "fly"), InlineData(-50, 0, 0, "ground")]
    public void Observe_OneRow_PredictsClampsAndDecides(double a, double b, float prediction, string decision)
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();

        pipeline.Observe("fd001/1", 1, [a, b]).ShouldBe(new Decision("fd001/1", 1, prediction, decision));
    }

    [Fact]
    public void Observe_SeriesInterleaved_DoNotMix()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var together = bundle.CreatePipeline();
        using var alone = bundle.CreatePipeline();

        for (var step = 1; step <= 10; step++)
        {
            together.Observe("other", step, [step * 7, step * -3]);
            together.Observe("one", step, [step, step * 2]).ShouldBe(alone.Observe("one", step, [step, step * 2]));
        }
    }

    [Fact]
    public void Observe_StepGoesBack_StartsTheSeriesAnew()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();
        var first = pipeline.Observe("one", 1, [5, 5]);
        pipeline.Observe("one", 2, [5, 50]).Prediction.ShouldBe(5 + 50 - 45);

        pipeline.Observe("one", 1, [5, 5]).ShouldBe(first);
    }

    [Fact]
    public void Observe_ByName_TakesTheBundlesColumnsAndRefusesGaps()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();

        pipeline.Observe("one", 1, new Dictionary<string, double> { ["b"] = 2, ["other"] = 99, ["a"] = 1 }).Prediction.ShouldBe(3);
        Should.Throw<ArgumentException>(() => pipeline.Observe("one", 2, new Dictionary<string, double> { ["a"] = 1 })).Message.ShouldContain("column b");
    }

    [Fact]
    public void Observe_BadRow_LeavesTheSeriesAsItWas()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();
        pipeline.Observe("one", 1, [5, 5]);

        Should.Throw<ArgumentException>(() => pipeline.Observe("one", 1, [double.NaN, 5]));

        pipeline.Observe("one", 2, [5, 50]).Prediction.ShouldBe(5 + 50 - 45);
    }

    [Fact]
    public void Observe_ValueTooLargeForAFloatFeature_IsRefusedAsARow()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();
        pipeline.Observe("one", 1, [5, 5]);

        Should.Throw<ArgumentException>(() => pipeline.Observe("one", 2, [double.MaxValue, 5]));

        pipeline.Observe("one", 2, [5, 50]).Prediction.ShouldBe(5 + 50 - 45);
    }

    [Fact]
    public void Observe_SameGapInManyRows_SaysTheSame()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();
        string Problem(int step) => Should.Throw<ArgumentException>(() => pipeline.Observe("one", step, new Dictionary<string, double> { ["a"] = 1 })).Message;

        Problem(1).ShouldBe(Problem(2));
    }

    [Fact]
    public void Observe_MoreSeriesThanTheBound_ForgetsTheQuietestAndCounts()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();

        for (var i = 0; i <= InferencePipeline.MaximumSeries; i++)
        {
            pipeline.Observe($"{i}", 1, [1, 1]);
        }

        pipeline.Forgotten.ShouldBe(1);
    }

    [Theory, InlineData(null), InlineData(1)]
    public void Predict_Batch_EqualsOneByOneBitForBit(int? batch)
    {
        using var tiny = new TinyBundle(onnx: TinyOnnx.Linear([0.3f, -1.7f, 0.11f, 2, 0.9f, 0.4f, 1.3f, -1], 60, batch: batch));
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var one = bundle.CreatePredictor();
        using var many = bundle.CreatePredictor();
        double[][] rows = [.. Enumerable.Range(0, 50).Select(i => new[] { Math.Sin(i), Math.Cos(i * 3) })];
        var features = FeatureMatrix.Compute(bundle.Manifest.Features, 2, rows);
        var predictions = new float[50];

        many.Predict(features, predictions);

        predictions.Distinct().Count().ShouldBeGreaterThan(40);
        predictions.ShouldBe([.. Enumerable.Range(0, 50).Select(i => one.Predict(features.AsSpan(i * 8, 8)))]);
        Should.Throw<ArgumentException>(() => many.Predict(features.AsSpan(1), predictions));
    }

    [Fact]
    public void Predict_AgainAndAgain_AllocatesNothing()
    {
        using var tiny = new TinyBundle();
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();
        double[] row = [1, 2];
        for (var i = 1; i < 100; i++)
        {
            pipeline.Observe("one", i, row);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 100; i < 1100; i++)
        {
            pipeline.Observe("one", i, row);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Fact]
    public void Predict_NetworkGivesNoNumber_IsRefused()
    {
        using var tiny = new TinyBundle(onnx: TinyOnnx.Linear([float.NaN, 0, 0, 0, 0, 0, 0, 0], 0));
        using var bundle = ModelBundle.Open(tiny.Folder);
        using var pipeline = bundle.CreatePipeline();

        Should.Throw<BundleException>(() => pipeline.Observe("one", 1, [1, 1])).Problem.ShouldBe("The network predicted NaN.");
    }
}

using CsCheck;
using Twinyard.Inference.Features;

namespace Twinyard.Inference.Tests.Features;

public sealed class FeatureWindowTests
{
    private static readonly FeatureSpecification All = new(4, [Statistic.Last, Statistic.Mean, Statistic.Std, Statistic.Slope]);

    [Fact]
    public void WriteFeatures_OneRow_HasNoSpreadAndNoSlope() => Features([[7]]).ShouldBe([7, 7, 0, 0]);

    [Fact]
    public void WriteFeatures_Line_GivesItsSlope()
    {
        var features = Features([[1], [3], [5], [7]]);

        features[0].ShouldBe(7);
        features[1].ShouldBe(4);
        features[2].ShouldBe((float)Math.Sqrt(20.0 / 3), 1e-6f);
        features[3].ShouldBe(2);
    }

    [Fact]
    public void WriteFeatures_MoreRowsThanTheWindow_SeesTheNewest() =>
        Features([[100], [-5], [1], [3], [5], [7]]).ShouldBe(Features([[1], [3], [5], [7]]));

    [Fact]
    public void WriteFeatures_LargeOffset_KeepsTheSpread() =>
        Features([[1e9 + 1], [1e9 + 2], [1e9 + 3]])[2].ShouldBe(1);

    [Fact]
    public void Push_NotFinite_LeavesTheWindowAsItWas()
    {
        var window = new FeatureWindow(All, 1);
        window.Push([1]);

        Should.Throw<ArgumentException>(() => window.Push([double.NaN]));
        Should.Throw<ArgumentException>(() => window.Push([1, 2]));

        window.Count.ShouldBe(1);
    }

    [Theory, InlineData(2), InlineData(3), InlineData(4)]
    public void WriteFeatures_LargestValuesThatArePushed_AreFinite(int rows) =>
        Features([.. Enumerable.Range(0, rows).Select(row => new[] { row % 2 == 0 ? FeatureWindow.LargestValue : -FeatureWindow.LargestValue })])
            .ShouldAllBe(feature => float.IsFinite(feature));

    [Fact]
    public void WriteFeatures_Empty_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => new FeatureWindow(All, 1).WriteFeatures(new float[4]));

    [Fact]
    public void Compute_Batch_EqualsEveryWindowMadeAnewBitForBit() =>
        Gen.Double[-1e6, 1e6].Array[3].List[1, 40].Sample(rows =>
        {
            var batch = FeatureMatrix.Compute(All, 3, rows);
            for (var i = 0; i < rows.Count; i++)
            {
                var alone = Features([.. rows.Take(i + 1).TakeLast(All.Window)]);
                batch.AsSpan(i * 12, 12).SequenceEqual(alone).ShouldBeTrue();
            }
        });

    [Fact]
    public void WriteFeatures_AnyRows_AgreesWithTheTextbook() =>
        Gen.Double[-1e3, 1e3].Array[2, 4].Sample(values =>
        {
            var features = Features([.. values.Select(value => new[] { value })]);
            var mean = values.Average();
            var middle = (values.Length - 1) / 2.0;
            features[1].ShouldBe((float)mean, 1e-2f);
            features[2].ShouldBe((float)Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)), 1e-2f);
            features[3].ShouldBe((float)(values.Select((value, i) => (i - middle) * value).Sum() / values.Select((_, i) => (i - middle) * (i - middle)).Sum()), 1e-2f);
        });

    private static float[] Features(IReadOnlyList<double[]> rows)
    {
        var window = new FeatureWindow(All, rows[0].Length);
        foreach (var row in rows)
        {
            window.Push(row);
        }

        var features = new float[window.FeatureCount];
        window.WriteFeatures(features);
        return features;
    }
}

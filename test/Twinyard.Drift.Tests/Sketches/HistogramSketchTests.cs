using CsCheck;
using Twinyard.Drift.Samples;
using Twinyard.Drift.Sketches;

namespace Twinyard.Drift.Tests.Sketches;

public sealed class HistogramSketchTests
{
    private static readonly double[] Edges = [-2, 0, 0.5, 3];

    private static readonly Gen<double[]> Values = Gen.Double[-5, 5].Array[0, 30];

    [Fact]
    public void Merge_AnyGrouping_IsTheSketchOfAllValues() => Gen.Select(Values, Values, Values).Sample((a, b, c) =>
    {
        var all = Of([.. a, .. b, .. c]);

        Same(Of(a).Merge(Of(b)).Merge(Of(c)), all);
        Same(Of(a).Merge(Of(b).Merge(Of(c))), all);
        Same(Of(c).Merge(Of(a)).Merge(Of(b)), all);
    });

    [Fact]
    public void Add_ValueOnAnEdge_BelongsAbove() => Of([0]).Counts.ToArray().ShouldBe([0, 0, 1, 0, 0]);

    [Fact]
    public void Add_NotFinite_IsCountedApart()
    {
        var sketch = Of([1, double.NaN, double.NegativeInfinity]);

        sketch.Count.ShouldBe(1);
        sketch.NotFinite.ShouldBe(2);
    }

    [Fact]
    public void Restore_WhatWasKept_IsTheSame()
    {
        var sketch = Of([-3, 0.1, 0.2, 4]);

        Same(HistogramSketch.Restore(Edges, sketch.Counts.ToArray(), sketch.Minimum, sketch.Maximum), sketch);
    }

    [Fact]
    public void Merge_OtherEdges_IsRefused() => Should.Throw<ArgumentException>(() => Of([1]).Merge(new HistogramSketch([1, 2])));

    [Fact]
    public void New_EdgesThatDoNotRise_AreRefused()
    {
        Should.Throw<ArgumentException>(() => new HistogramSketch([1, 1]));
        Should.Throw<ArgumentException>(() => new HistogramSketch([double.NaN]));
        Should.Throw<ArgumentException>(() => new HistogramSketch([]));
        Should.Throw<ArgumentException>(() => HistogramSketch.Restore([1], [1], 0, 0));
    }

    [Fact]
    public void KolmogorovSmirnov_AnyValues_IsNeverMoreThanThatOfTheValues() => Gen.Select(Values, Values).Where((a, b) => a.Length > 0 && b.Length > 0).Sample((a, b) =>
        SketchDistances.KolmogorovSmirnov(Of(a), Of(b)).ShouldBeLessThanOrEqualTo(SampleDistances.KolmogorovSmirnov(Sample.Of(a), Sample.Of(b)) + 1e-12));

    [Fact]
    public void Wasserstein_FineEdges_ComesCloseToThatOfTheValues()
    {
        double[] edges = [.. Enumerable.Range(0, 401).Select(i => -5 + i / 40.0)];
        Gen.Select(Values, Values).Where((a, b) => a.Length > 0 && b.Length > 0).Sample((a, b) =>
        {
            var (one, other) = (new HistogramSketch(edges), new HistogramSketch(edges));
            one.Add(a);
            other.Add(b);
            SketchDistances.Wasserstein(one, other).ShouldBe(SampleDistances.Wasserstein(Sample.Of(a), Sample.Of(b)), 0.051);
        });
    }

    [Fact]
    public void All_SameSketch_AreZero()
    {
        var sketch = Of([-3, 0.1, 4]);

        SketchDistances.Psi(sketch, sketch).ShouldBe(0);
        SketchDistances.KolmogorovSmirnov(sketch, sketch).ShouldBe(0);
        SketchDistances.JensenShannon(sketch, sketch).ShouldBe(0);
        SketchDistances.Wasserstein(sketch, sketch).ShouldBe(0);
    }

    private static HistogramSketch Of(double[] values)
    {
        var sketch = new HistogramSketch(Edges);
        sketch.Add(values);
        return sketch;
    }

    private static void Same(HistogramSketch actual, HistogramSketch expected)
    {
        actual.Counts.ToArray().ShouldBe(expected.Counts.ToArray());
        (actual.Count, actual.NotFinite, actual.Minimum, actual.Maximum).ShouldBe((expected.Count, expected.NotFinite, expected.Minimum, expected.Maximum));
    }
}

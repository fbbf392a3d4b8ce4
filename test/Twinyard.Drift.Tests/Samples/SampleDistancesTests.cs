using CsCheck;
using Twinyard.Drift.Samples;

namespace Twinyard.Drift.Tests.Samples;

public sealed class SampleDistancesTests
{
    /// <summary>Deterministic samples whose distances were computed by another program from the definitions.</summary>
    private static readonly Sample Reference = Sample.Of([.. Enumerable.Range(0, 300).Select(i => Math.Round(i * 7919 % 1000 / 100.0, 2))]);

    private static readonly Sample Window = Sample.Of([.. Enumerable.Range(0, 211).Select(i => Math.Round(Math.Pow(i * 104729 % 997 / 100.0, 1.1), 6))]);

    private static readonly Gen<double[]> Values = Gen.Int[-8, 8].Select(value => value / 2.0).Array[1, 40];

    [Fact]
    public void Psi_KnownSamples_GivesTheKnownValue() => SampleDistances.Psi(Reference, Window).ShouldBe(0.17020608152106959, 1e-12);

    [Fact]
    public void KolmogorovSmirnov_KnownSamples_GivesTheKnownValue() => SampleDistances.KolmogorovSmirnov(Reference, Window).ShouldBe(0.18150078988941554, 1e-12);

    [Fact]
    public void Wasserstein_KnownSamples_GivesTheKnownValue() => SampleDistances.Wasserstein(Reference, Window).ShouldBe(0.8022646158609792, 1e-12);

    [Fact]
    public void JensenShannon_KnownSamples_GivesTheKnownValue() => SampleDistances.JensenShannon(Reference, Window).ShouldBe(0.27515480335768755, 1e-12);

    [Fact]
    public void All_SameSample_AreZero()
    {
        SampleDistances.Psi(Reference, Reference).ShouldBe(0);
        SampleDistances.KolmogorovSmirnov(Reference, Reference).ShouldBe(0);
        SampleDistances.Wasserstein(Reference, Reference).ShouldBe(0);
        SampleDistances.JensenShannon(Reference, Reference).ShouldBe(0);
    }

    [Fact]
    public void All_ConstantSamplesApart_AreAsFarAsCanBe()
    {
        var here = Sample.Of([3.25, 3.25]);
        var there = Sample.Of([4]);

        SampleDistances.KolmogorovSmirnov(here, there).ShouldBe(1);
        SampleDistances.Wasserstein(here, there).ShouldBe(0.75);
        SampleDistances.JensenShannon(here, there).ShouldBe(Math.Sqrt(Math.Log(2)), 1e-12);
        // One edge at the constant itself, and everything of both at or above it: this index cannot tell.
        SampleDistances.Psi(here, there).ShouldBe(0);
    }

    [Fact]
    public void KolmogorovSmirnov_AnySamples_IsTheLargestGapAtAnyValue() => Gen.Select(Values, Values).Sample((a, b) =>
        SampleDistances.KolmogorovSmirnov(Sample.Of(a), Sample.Of(b)).ShouldBe(a.Concat(b).Max(x => Math.Abs(Below(a, x) - Below(b, x))), 1e-12));

    [Fact]
    public void Wasserstein_AnySamples_IsTheAreaBetween() => Gen.Select(Values, Values).Sample((a, b) =>
    {
        double[] all = [.. a.Concat(b).Order()];
        var area = all.Zip(all.Skip(1)).Sum(pair => Math.Abs(Below(a, pair.First) - Below(b, pair.First)) * (pair.Second - pair.First));
        SampleDistances.Wasserstein(Sample.Of(a), Sample.Of(b)).ShouldBe(area, 1e-12);
    });

    [Fact]
    public void JensenShannon_AnySamples_IsSymmetricAndBounded() => Gen.Select(Values, Values).Sample((a, b) =>
    {
        var distance = SampleDistances.JensenShannon(Sample.Of(a), Sample.Of(b));
        distance.ShouldBeInRange(0, Math.Sqrt(Math.Log(2)) + 1e-12);
        distance.ShouldBe(SampleDistances.JensenShannon(Sample.Of(b), Sample.Of(a)), 1e-12);
    });

    [Fact]
    public void Of_NothingOrNotFinite_IsRefused()
    {
        Should.Throw<ArgumentException>(() => Sample.Of([]));
        Should.Throw<ArgumentException>(() => Sample.Of([1, double.NaN]));
        Should.Throw<ArgumentException>(() => Sample.Of([1, double.PositiveInfinity]));
    }

    [Fact]
    public void Quantile_BetweenValues_IsInterpolated() => Sample.Of([4, 1, 3, 2]).Quantile(0.5).ShouldBe(2.5);

    private static double Below(double[] values, double x) => values.Count(value => value <= x) / (double)values.Length;
}

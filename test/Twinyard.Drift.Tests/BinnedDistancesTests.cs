namespace Twinyard.Drift.Tests;

public sealed class BinnedDistancesTests
{
    [Fact]
    public void Psi_EmptyBins_AreFlooredAndNotNormalisedAgain() =>
        Psi([50, 50], [100, 0]).ShouldBe(0.5 * Math.Log(2) + (1e-4 - 0.5) * Math.Log(1e-4 / 0.5), 1e-12);

    [Fact]
    public void Psi_SharesEqual_IsZeroWhateverTheSizes() => Psi([10, 30], [1, 3]).ShouldBe(0);

    [Fact]
    public void JensenShannon_NothingInCommon_IsTheRootOfLnTwo() =>
        BinnedDistances.JensenShannon<long, long>([5, 0], [0, 7]).ShouldBe(Math.Sqrt(Math.Log(2)), 1e-12);

    [Fact]
    public void KolmogorovSmirnov_ShiftedByABin_IsTheShareThatMoved() =>
        BinnedDistances.KolmogorovSmirnov<long, double>([50, 50, 0], [0.25, 0.5, 0.25]).ShouldBe(0.25);

    [Fact]
    public void All_DifferentBinsOrNothing_AreRefused()
    {
        Should.Throw<ArgumentException>(() => Psi([1], [1, 2]));
        Should.Throw<ArgumentException>(() => Psi([0, 0], [1, 2]));
        Should.Throw<ArgumentException>(() => Psi([1, 2], [0, 0]));
    }

    private static double Psi(long[] reference, long[] window) => BinnedDistances.Psi<long, long>(reference, window);
}

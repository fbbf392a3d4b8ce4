using CsCheck;
using Twinyard.Drift.Strata;

namespace Twinyard.Drift.Tests.Strata;

public sealed class DirectStandardizationTests
{
    [Fact]
    public void Expect_TheReferencesOwnMix_IsTheReference() =>
        Gen.Long[1, 50].Array[4].Array[3].Sample(reference =>
        {
            var expected = DirectStandardization.Expect(reference, [.. reference.Select(stratum => stratum.Sum())]);

            for (var bin = 0; bin < 4; bin++)
            {
                expected[bin].ShouldBe(reference.Sum(stratum => stratum[bin]), 1e-9);
            }
        });

    [Fact]
    public void Expect_OnlyOneStratum_HasThatStratumsShares() =>
        DirectStandardization.Expect([[8, 2], [0, 50]], [100, 0]).ShouldBe([80, 20]);

    [Fact]
    public void Expect_StratumTheReferenceNeverSaw_TakesTheWhole() =>
        DirectStandardization.Expect([[8, 2], [0, 0]], [0, 10]).ShouldBe([8, 2]);

    [Fact]
    public void Expect_OtherNumberOfStrata_IsRefused() =>
        Should.Throw<ArgumentException>(() => DirectStandardization.Expect([[1, 2]], [1, 2]));
}

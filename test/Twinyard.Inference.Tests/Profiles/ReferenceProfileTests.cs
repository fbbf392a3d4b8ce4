using CsCheck;
using Twinyard.Inference.Profiles;

namespace Twinyard.Inference.Tests.Profiles;

public sealed class ReferenceProfileTests
{
    [Fact]
    public void Of_ManyValues_FillsBinsEvenly()
    {
        var profile = ColumnProfile.Of("a", [.. Enumerable.Range(0, 1000).Select(i => (double)i)]);

        profile.Histogram.Edges.Count.ShouldBe(21);
        profile.Histogram.Counts.ShouldBe([0, .. Enumerable.Repeat(50L, 20), 0]);
        profile.Mean.ShouldBe(499.5);
        profile.Std.ShouldBe(288.819, 0.001);
    }

    [Fact]
    public void Of_ConstantColumn_TellsItsValueFromAnyOther()
    {
        var profile = ColumnProfile.Of("a", [3, 3, 3]);

        profile.Histogram.Counts.ShouldBe([0, 3, 0]);
        Histogram.BinOf([.. profile.Histogram.Edges], 2.9999).ShouldBe(0);
        Histogram.BinOf([.. profile.Histogram.Edges], 3.0001).ShouldBe(2);
        profile.Std.ShouldBe(0);
    }

    [Fact]
    public void Of_AnyRows_EveryRowIsInOneBinOfOneStratum() =>
        Gen.Int[-20, 20].Select(value => (double)value).Array[3].Array[1, 300].Sample(rows =>
        {
            var profile = ReferenceProfile.Of(["a", "b"], rows, "p", [.. rows.Select(row => row[2])]);

            foreach (var (column, strata) in profile.Columns.Zip(profile.Strata.Columns))
            {
                column.Histogram.Counts.Sum().ShouldBe(rows.Length);
                for (var bin = 0; bin < column.Histogram.Counts.Count; bin++)
                {
                    strata.Counts.Sum(counts => counts[bin]).ShouldBe(column.Histogram.Counts[bin]);
                }
            }
        });

    [Fact]
    public void FromJson_WhatToJsonWrote_IsTheSame()
    {
        var profile = TinyBundle.Profile(TinyBundle.Manifest);

        var read = ReferenceProfile.FromJson(profile.ToJson(), "profile.json");

        read.ToJson().ShouldBe(profile.ToJson());
    }

    [Fact]
    public void Of_NotFinite_NamesTheColumn() =>
        Should.Throw<ArgumentException>(() => ColumnProfile.Of("s7", [1, double.NaN])).Message.ShouldContain("s7");
}

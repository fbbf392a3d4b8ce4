using System.Text;
using Twinyard.Inference.Bundles;

namespace Twinyard.Inference.Tests.Bundles;

public sealed class BundleManifestReaderTests
{
    private const string Good = """
        format: 1
        name: rul
        entity: unit
        order: cycle
        columns: [s2, s3]
        features: { window: 30, statistics: [last, slope] }
        model: { file: model.onnx, input: features, output: prediction, sha256: 0000000000000000000000000000000000000000000000000000000000000000 }
        prediction: { name: rul, unit: cycles, minimum: 0, maximum: 125 }
        decisions: [ { name: ground, below: 15 }, { name: fly } ]
        profile: profile.json
        """;

    [Fact]
    public void Read_Good_GivesEveryKey()
    {
        var manifest = Read(Good);

        manifest.Name.ShouldBe("rul");
        manifest.FeatureCount.ShouldBe(4);
        manifest.Features.FeatureNames(manifest.Columns).ShouldBe(["s2_last", "s2_slope", "s3_last", "s3_slope"]);
        manifest.Prediction.Maximum.ShouldBe(125);
        manifest.Decisions[0].Below.ShouldBe(15);
    }

    [Theory]
    [InlineData("format: 1", "format: 2", "bundle.yaml(1,9): format: format 2 is not known; this version reads format 1")]
    [InlineData("name: rul\n", "nome: rul\n", "nome: unknown key")]
    [InlineData("name: rul\n", "nome: rul\n", "name: the key is missing")]
    [InlineData("window: 30", "window: 0", "bundle.yaml(6,21): features.window: a whole number from 1")]
    [InlineData("[last, slope]", "[last, median]", "features.statistics: median is no statistic; known are last, mean, std, slope")]
    [InlineData("[last, slope]", "[last, last]", "last is named twice")]
    [InlineData("[s2, s3]", "[s2, s2]", "columns: a column is named twice")]
    [InlineData("[s2, s3]", "s2", "columns: a list of names is needed here")]
    [InlineData("sha256: 0", "sha256: X", "model.sha256: 64 lower-case hexadecimal digits")]
    [InlineData("minimum: 0", "minimum: 200", "prediction.minimum: it is greater than the maximum")]
    [InlineData("{ name: fly }", "{ name: fly, below: 20 }", "decisions[1].below: the last decision is the default")]
    [InlineData("{ name: ground, below: 15 }", "{ name: ground }", "decisions[0].below: every decision but the last needs a bound")]
    [InlineData("{ name: fly }", "{ name: a, below: 15 }, { name: fly }", "decisions[1].below: bounds must rise")]
    [InlineData("below: 15", "under: 15", "decisions[0].under: unknown key; known here are below, name")]
    public void Read_OneThingWrong_NamesLineAndKey(string from, string to, string expected)
    {
        var broken = Good.Replace(from, to, StringComparison.Ordinal);
        broken.ShouldNotBe(Good);

        Should.Throw<BundleException>(() => Read(broken)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Read_ManyThingsWrong_TellsAllAtOnce()
    {
        var refused = Should.Throw<BundleException>(() => Read(Good.Replace("window: 30", "window: x", StringComparison.Ordinal).Replace("entity", "thing", StringComparison.Ordinal)));

        refused.Problem.Split(Environment.NewLine).Length.ShouldBe(3);
    }

    [Fact]
    public void Read_WindowOfMoreValuesThanADeviceCanHold_IsRefused()
    {
        var columns = string.Join(", ", Enumerable.Range(0, 11).Select(i => $"c{i}"));
        var broken = Good.Replace("window: 30", "window: 100000", StringComparison.Ordinal).Replace("[s2, s3]", $"[{columns}]", StringComparison.Ordinal);

        Should.Throw<BundleException>(() => Read(broken)).Message.ShouldContain("features: 100000 rows of 11 columns");
    }

    [Fact]
    public void Read_NestedWithoutEnd_IsRefusedBeforeTheStackIsFull() =>
        Should.Throw<BundleException>(() => Read($"columns: {new string('[', 200)}{new string(']', 200)}")).Problem.ShouldContain("nests deeper");

    [Theory, InlineData("a: [1, 2"), InlineData("- 1\n- 2"), InlineData("")]
    public void Read_NoMappingAtAll_IsRefused(string text) => Should.Throw<BundleException>(() => Read(text));

    private static BundleManifest Read(string text) => BundleManifestReader.Read(Encoding.UTF8.GetBytes(text));
}

using System.Globalization;
using System.Text;
using Twinyard.Platform.Data;

namespace Twinyard.Models.Tests.Checks;

/// <summary><c>signature</c>, <c>latency</c> and <c>drift</c>.</summary>
public sealed class BundleCheckTests
{
    [Fact]
    public async Task Signature_FitsOrNot_SaysWhatIsDeclaredAndWhatIsThere()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        using var room = new CheckRoom(fixture);

        var good = await room.RunAsync("signature", "{ model: tiny, version: 1, columns: [a, b, c, d], features: { window: 1, statistics: [last] }, prediction: { name: rul, unit: cycles }, decisions: [ground, fly] }");
        var bad = await room.RunAsync("signature", "{ model: tiny, version: champion, columns: [a, b], entity: engine, decisions: [ground, fly] }");

        good.Passed.ShouldBeTrue();
        good.Findings.Count.ShouldBe(7);
        bad.Findings.Where(finding => !finding.IsGood).Select(finding => finding.Text).ShouldBe(
            ["entity: unit in the bundle, engine declared.", "columns: a, b, c, d in the bundle, a, b declared."]);
    }

    [Fact]
    public async Task Signature_BundleIsBroken_SaysWhy()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = new CheckRoom(fixture);
        Bundles.Write(room.Path("model"));
        File.WriteAllText(room.Path("model/model.onnx"), "not a network");

        (await room.RunAsync("signature", "{ bundle: model }")).Findings.ShouldHaveSingleItem().Text.ShouldContain("model cannot be used: model.onnx: Its SHA-256 is");
    }

    [Fact]
    public async Task Read_WrongSteps_NamesThePlaces()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = new CheckRoom(fixture);

        room.Lint("signature", "bundle: nowhere\n").ShouldBe(["checks.yaml(1,9): bundle: The tree has no file 'nowhere/bundle.yaml'. Paths are from the root of the repository."]);
        room.Lint("signature", "model: tiny\nfeatures: { statistics: [last, men] }\n")[0].ShouldContain("There is no statistic 'men'; there are last, mean, std, slope. Did you mean 'mean'?");
        room.Lint("latency", "model: tiny\n")[0].ShouldContain("Give a bound in milliseconds");
        room.Lint("latency", "model: tiny\np99-ms: 0\n")[0].ShouldContain("checks.yaml(2,9): p99-ms: A bound is a number of milliseconds greater than 0.");
        room.Lint("drift", "model: tiny\nexpect: driftd\n").ShouldBe(
        [
            "checks.yaml(1,1): data: This key is required and missing.",
            "checks.yaml(2,9): expect: 'driftd' is not one of ok, drifted. Did you mean 'drifted'?",
        ]);
    }

    // The clock stands, so every row takes no time at all; the other way round is told by a clock that jumps.
    [Fact]
    public async Task Latency_WithinAndBeyondTheBound_SaysThePercentile()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = new CheckRoom(fixture);
        Bundles.Write(room.Path("model"));

        var within = await room.RunAsync("latency", "{ bundle: model, rows: 100, p50-ms: 0.5, p99-ms: 1 }");
        fixture.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(4);
        var beyond = await room.RunAsync("latency", "{ bundle: model, rows: 100, p99-ms: 1 }");

        within.Findings.Select(finding => finding.Text).ShouldBe(
            ["p50 of 100 rows through model is 0 ms, which is within 0.5 ms.", "p99 of 100 rows through model is 0 ms, which is within 1 ms."]);
        beyond.Findings.ShouldHaveSingleItem().ToString().ShouldBe("failed: p99 of 100 rows through model is 4 ms, which exceeds 1 ms.");
    }

    [Theory]
    [InlineData(0, "ok", true)]
    [InlineData(0, "drifted", false)]
    [InlineData(40, "drifted", true)]
    [InlineData(40, "ok", false)]
    public async Task Drift_KnownRows_AreToldAsExpected(double skew, string expect, bool passes)
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = new CheckRoom(fixture);
        Bundles.Write(room.Path("model"));
        var random = new Random(11);
        var text = new StringBuilder("unit,cycle,a,b,c,d\n");
        for (var i = 0; i < 2000; i++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"u{i % 20},{i / 20},{string.Join(',', Bundles.Row(random.Next(126), skew, random).Select(value => value.ToString(CultureInfo.InvariantCulture)))}");
        }

        room.Write("known.csv", text.ToString());

        var verdict = await room.RunAsync("drift", $"{{ bundle: model, data: known.csv, expect: {expect} }}");

        verdict.Passed.ShouldBe(passes, verdict.Findings[0].Text);
        verdict.Findings.ShouldHaveSingleItem().Text.ShouldContain($"expected {expect}: ");
        verdict.Findings[0].Text.ShouldContain("Furthest: ");
    }

    [Fact]
    public async Task Run_RoleMayNotReadTheModel_SaysSo()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        fixture.Access.Denied.Add("models:GetBundle");
        using var room = new CheckRoom(fixture);

        (await room.RunAsync("signature", "{ model: tiny, version: 1 }")).Findings.ShouldHaveSingleItem().Text.ShouldContain("may not models:GetBundle on models:model/tiny");
    }
}

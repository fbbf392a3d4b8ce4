using System.Globalization;
using System.Text;
using Twinyard.Buckets;
using Twinyard.Models.Checks;
using Twinyard.Platform.Data;

namespace Twinyard.Models.Tests.Checks;

public sealed class ModelGateCheckTests
{
    private const string Gate = "{ bundle: new, against-model: tiny, data: test.csv, label: rul, ";

    [Fact]
    public async Task Run_CandidateIsTheSame_PassesWithANarrowInterval()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = await StartAsync(fixture, bias: 0);

        var verdict = await room.RunAsync("model-gate", Gate + "metric: rmse }");

        verdict.Passed.ShouldBeTrue();
        verdict.Findings.ShouldHaveSingleItem().Text.ShouldContain("the difference is 0, 95% interval [0, 0]. Its upper end is within the 0 allowed");
    }

    [Fact]
    public async Task Run_CandidateIsWorse_FailsBeyondTheToleranceAndNamesTheNumbers()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = await StartAsync(fixture, bias: 4);

        var strict = await room.RunAsync("model-gate", Gate + "metric: mae, tolerance: 0.1 }");
        var loose = await room.RunAsync("model-gate", Gate + "metric: mae, tolerance: 10, at-most: 3 }");

        strict.Passed.ShouldBeFalse();
        strict.Findings.ShouldHaveSingleItem().Text.ShouldContain("mae of new is");
        strict.Findings[0].Text.ShouldContain("exceeds the");
        strict.Findings[0].Text.ShouldContain("20 entities, 400 rows");
        loose.Findings.Select(finding => finding.IsGood).ShouldBe([true, false]);
        loose.Findings[1].Text.ShouldContain("exceeds the threshold 3.");
    }

    // On average within the tolerance, but so unequal between entities that the interval's end is not.
    [Fact]
    public async Task Run_DifferenceIsUncertain_TheUpperEndDecides()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = await StartAsync(fixture, bias: 1, shiftOf: entity => entity % 2 == 0 ? 4 : -4);

        var verdict = await room.RunAsync("model-gate", Gate + "metric: mae, tolerance: 0.02 }");

        verdict.Passed.ShouldBeFalse();
        var text = verdict.Findings.ShouldHaveSingleItem().Text;
        var ends = text[(text.IndexOf('[', StringComparison.Ordinal) + 1)..text.IndexOf(']', StringComparison.Ordinal)].Split(", ").Select(end => double.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        ends[0].ShouldBeLessThan(0);
        ends[1].ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public async Task Run_DataInABucket_IsReadAsFarAsTheRoleMay()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = await StartAsync(fixture, bias: 0);
        using var content = new MemoryStream(File.ReadAllBytes(room.Path("test.csv")));
        (await fixture.Get<IBuckets>().PutAsync("plant", "held/out.csv", content, "text/csv", CancellationToken.None)).IsOk.ShouldBeTrue();
        const string Step = "{ bundle: new, against-model: tiny, data: \"bucket:plant/held/out.csv\", label: rul }";

        (await room.RunAsync("model-gate", Step)).Passed.ShouldBeTrue();
        fixture.Access.Denied.Add("buckets:GetObject");

        (await room.RunAsync("model-gate", Step)).Findings.ShouldHaveSingleItem().Text.ShouldContain("may not buckets:GetObject on buckets:object/plant/held/out.csv");
    }

    [Fact]
    public async Task Run_NoData_ComparesWhatRunsHaveEvaluated()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        await fixture.RegisterAsync("run-1");
        await fixture.RegisterAsync("run-2", registration: new { aliases = new[] { "candidate" } });
        await fixture.EvaluateAsync("e1", """{"model":"tiny","version":1,"dataset":"fd001","rows":5,"metrics":{"rmse":10}}""", """{"model":"tiny","version":2,"dataset":"fd001","rows":5,"metrics":{"rmse":11}}""");
        using var room = new CheckRoom(fixture);

        var strict = await room.RunAsync("model-gate", "{ model: tiny, tolerance: 0.05 }");
        var loose = await room.RunAsync("model-gate", "{ model: tiny, tolerance: 0.2 }");

        strict.Passed.ShouldBeFalse();
        strict.Findings.ShouldHaveSingleItem().Text.ShouldBe("fd001: rmse 11 of v2 exceeds 10.5, which is 10 of v1 plus 5%.");
        loose.Passed.ShouldBeTrue();
        (await room.RunAsync("model-gate", "{ model: tiny, version: nobody }")).Findings.ShouldHaveSingleItem().Text.ShouldContain("tiny has no version that is called nobody");
    }

    [Theory]
    [InlineData("unit,cycle,a,b,c,d\n", "test.csv has no column rul; its first line names unit, cycle, a, b, c, d.")]
    [InlineData("unit,cycle,a,b,c,d,rul\nu,1,1,2,x,4,5\n", "test.csv(2,1): c: 'x' is not a finite number.")]
    [InlineData("unit,cycle,a,b,c,d,rul\nu,1,1,2\n", "test.csv(2,1): The line has 4 values, and the first line names 7.")]
    [InlineData("unit,cycle,a,b,c,d,rul\n", "test.csv has no rows.")]
    [InlineData("unit,cycle,a,b,c,d,rul\nu,1,1,2,3,4,5\n", "test.csv has 1 entities; an interval needs at least 5.")]
    public async Task Run_WrongData_SaysWhereItIs(string data, string said)
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = await StartAsync(fixture, bias: 0);
        room.Write("test.csv", data);

        var verdict = await room.RunAsync("model-gate", Gate + "metric: rmse }");

        verdict.Passed.ShouldBeFalse();
        verdict.Findings.ShouldHaveSingleItem().Text.ShouldBe(said);
    }

    [Fact]
    public async Task Read_WrongStep_NamesThePlaces()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = new CheckRoom(fixture);
        room.Write("t.csv", "");

        room.Lint("model-gate", "model: tiny\nmetrik: rmse\n").ShouldBe(["checks.yaml(2,1): metrik: This key is not known here. Did you mean 'metric'?"]);
        room.Lint("model-gate", "model: Tiny\n")[0].ShouldContain("checks.yaml(1,8): model: Tiny is not a model's name.");
        room.Lint("model-gate", "model: tiny\ndata: t.csv\nlabel: y\nmetric: rmes\n").ShouldBe(["checks.yaml(4,9): metric: 'rmes' is not one of rmse, mae. Did you mean 'rmse'?"]);
        room.Lint("model-gate", "model: tiny\ndata: missing.csv\nlabel: y\n")[0].ShouldContain("checks.yaml(2,7): data: The tree has no file 'missing.csv'.");
        room.Lint("model-gate", "model: tiny\nat-most: 3\n")[0].ShouldContain("checks.yaml(2,10): at-most: This is for rows that the check predicts itself");
        room.Lint("model-gate", "model: tiny\nbundle: x\n")[0].ShouldContain("Name either a model of the registry with model, or a folder");
        room.Lint("model-gate", "model: tiny\ntolerance: -1\n")[0].ShouldContain("from 0 to 10");
    }

    [Fact]
    public void Of_TheSameRows_GivesTheSameIntervalAndHoldsTheTruth()
    {
        var random = new Random(3);
        List<EntityLosses> entities = [.. Enumerable.Range(0, 200).Select(_ => new EntityLosses(10, 10 * (1 + random.NextDouble()), 10 * random.NextDouble()))];
        var metric = LossMetric.All.Single(one => one.Name == "mae");

        var interval = PairedBootstrap.Of(entities, metric, 0.95);

        PairedBootstrap.Of(entities, metric, 0.95).ShouldBe(interval);
        // The difference's mean is 1, its deviation √(1/6); 200 entities give a standard error of 0.029.
        interval.Low.ShouldBeInRange(0.85, 1);
        interval.High.ShouldBeInRange(1, 1.15);
        (interval.High - interval.Low).ShouldBeInRange(0.08, 0.15);
        PairedBootstrap.Of(entities, metric, 0.5).High.ShouldBeLessThan(interval.High);
    }

    /// <summary>A champion that predicts the mean, a candidate in the tree that predicts <paramref name="bias"/> more, and 20 entities of 20 rows.</summary>
    private static async Task<CheckRoom> StartAsync(ModelsFixture fixture, float bias, Func<int, double>? shiftOf = null)
    {
        await fixture.RegisterAsync("run-1");
        var room = new CheckRoom(fixture);
        Bundles.Write(room.Path("new"), bias);
        var random = new Random(5);
        var text = new StringBuilder("unit,cycle,a,b,c,d,rul\n");
        for (var entity = 0; entity < 20; entity++)
        {
            for (var cycle = 0; cycle < 20; cycle++)
            {
                var health = 100 - cycle;
                var row = Bundles.Row(health, 0, random);
                text.AppendLine(CultureInfo.InvariantCulture, $"u{entity},{cycle},{string.Join(',', row.Select(value => value.ToString(CultureInfo.InvariantCulture)))},{health + (shiftOf?.Invoke(entity) ?? 0)}");
            }
        }

        room.Write("test.csv", text.ToString());
        return room;
    }
}

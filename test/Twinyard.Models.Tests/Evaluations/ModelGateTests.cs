using Twinyard.Models.Evaluations;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Models.Tests.Evaluations;

public sealed class ModelGateTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Compare_OneDatasetWorse_DoesNotPassAndSaysWhich(DatabaseEngine engine)
    {
        await using var fixture = await TwoVersionsAsync(engine);
        await fixture.EvaluateAsync("e1", Line(1, "fd001", 10), Line(2, "fd001", 10.4), Line(1, "fd003", 30), Line(2, "fd003", 12));

        var loose = await CompareAsync(fixture, 0.05);
        var strict = await CompareAsync(fixture, 0.01);

        loose.Passed.ShouldBeTrue();
        loose.Reasons.ShouldBe(["fd001: rmse 10.4 of v2 is within 10.5, which is 10 of v1 plus 5%.", "fd003: rmse 12 of v2 is within 31.5, which is 30 of v1 plus 5%."]);
        strict.Passed.ShouldBeFalse();
        strict.Reasons[0].ShouldBe("fd001: rmse 10.4 of v2 exceeds 10.1, which is 10 of v1 plus 1%.");
    }

    [Theory, EveryDatabase]
    public async Task Compare_NewerRun_Decides(DatabaseEngine engine)
    {
        await using var fixture = await TwoVersionsAsync(engine);
        await fixture.EvaluateAsync("e1", Line(1, "fd001", 10), Line(2, "fd001", 99));
        await fixture.EvaluateAsync("e2", Line(1, "fd001", 10), Line(2, "fd001", 9));

        (await CompareAsync(fixture, 0)).Passed.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Compare_NeverInTheSameRun_DoesNotPass(DatabaseEngine engine)
    {
        await using var fixture = await TwoVersionsAsync(engine);
        await fixture.EvaluateAsync("e1", Line(1, "fd001", 10));
        await fixture.EvaluateAsync("e2", Line(2, "fd001", 5), Line(1, "fd003", 5));

        var decision = await CompareAsync(fixture, 0);

        decision.Passed.ShouldBeFalse();
        decision.Reasons.ShouldHaveSingleItem().ShouldContain("No run has evaluated both v2 and v1");
    }

    [Fact]
    public async Task Compare_MetricNotMeasured_DoesNotPass()
    {
        await using var fixture = await TwoVersionsAsync(DatabaseEngine.Sqlite);
        await fixture.EvaluateAsync("e1", Line(1, "fd001", 10), """{"model":"tiny","version":2,"dataset":"fd001","rows":5,"metrics":{"mae":1}}""");

        (await CompareAsync(fixture, 0)).Reasons.ShouldHaveSingleItem().ShouldContain("measured no rmse");
    }

    [Theory, EveryDatabase]
    public async Task Commit_Again_TellsOnceAndListsNewestFirst(DatabaseEngine engine)
    {
        await using var fixture = await TwoVersionsAsync(engine);
        await fixture.EvaluateAsync("e1", Line(1, "fd001", 10));
        await fixture.EvaluateAsync("e1", Line(1, "fd001", 10));
        await fixture.EvaluateAsync("e2", Line(2, "fd001", 9));

        var page = await fixture.Get<IEvaluations>().ListAsync("tiny", new PageRequest(null, 1), None);

        page.Items.ShouldHaveSingleItem().Version.ShouldBe(2);
        (await fixture.Get<IEvaluations>().ListAsync("tiny", new PageRequest(page.Next, 5), None)).Items.ShouldHaveSingleItem().Metrics["rmse"].ShouldBe(10);
        (await fixture.EventsAsync("model.evaluated")).Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task Commit_VersionIsNew_IsTheOneOfTheSameRun(DatabaseEngine engine)
    {
        await using var fixture = await TwoVersionsAsync(engine);
        var run = fixture.NewRun("run-3");
        Bundles.Write(Path.Combine(run.Folder, "models", "tiny"));
        await File.WriteAllTextAsync(Path.Combine(run.Folder, "evaluations.ndjson"), """{"model":"tiny","version":"new","dataset":"fd001","rows":5,"metrics":{"rmse":1}}""");
        foreach (var name in new[] { "models", "evaluations" })
        {
            (await fixture.Output(name).StageAsync(run, None)).Error.ShouldBeNull();
        }

        foreach (var name in new[] { "models", "evaluations" })
        {
            await fixture.Output(name).CommitAsync(run, None);
        }

        (await fixture.Get<IEvaluations>().ListAsync("tiny", new PageRequest(null, null), None)).Items.ShouldHaveSingleItem().Version.ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"model":"tiny","version":9,"dataset":"x","rows":1,"metrics":{}}""", "Model tiny has no version 9.")]
    [InlineData("""{"model":"tiny","version":"new","dataset":"x","rows":1,"metrics":{}}""", "this run registers none")]
    [InlineData("""{"model":"tiny","version":0,"dataset":"x","rows":1,"metrics":{}}""", "evaluations.ndjson(1): version is 0")]
    [InlineData("""{"model":"tiny","version":1,"dataset":"","rows":1,"metrics":{}}""", "evaluations.ndjson(1): dataset is empty.")]
    [InlineData("""{"model":"tiny","version":1,"dataset":"x","rows":1,"metrics":{"rmse":"NaN"}}""", "evaluations.ndjson(1): ")]
    [InlineData("""{"model":"tiny","version":1,"dataset":"x","rows":1}""", "metrics")]
    [InlineData("not json", "evaluations.ndjson(1): ")]
    public async Task Stage_BadLine_IsRefusedWithItsPlace(string line, string expected)
    {
        await using var fixture = await TwoVersionsAsync(DatabaseEngine.Sqlite);
        var run = fixture.NewRun("e1");
        await File.WriteAllTextAsync(Path.Combine(run.Folder, "evaluations.ndjson"), line);

        (await fixture.Output("evaluations").StageAsync(run, None)).Error.ShouldNotBeNull().Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Stage_NotAllowed_IsRefused()
    {
        await using var fixture = await TwoVersionsAsync(DatabaseEngine.Sqlite);
        fixture.Access.Denied.Add("models:PutEvaluation");
        var run = fixture.NewRun("e1");
        await File.WriteAllTextAsync(Path.Combine(run.Folder, "evaluations.ndjson"), Line(1, "x", 1));

        (await fixture.Output("evaluations").StageAsync(run, None)).Error.ShouldBeOfType<DeniedError>();
    }

    private static async Task<ModelsFixture> TwoVersionsAsync(DatabaseEngine engine)
    {
        var fixture = await ModelsFixture.CreateAsync(engine);
        await fixture.RegisterAsync("run-1");
        await fixture.RegisterAsync("run-2");
        return fixture;
    }

    private static Task<GateDecision> CompareAsync(ModelsFixture fixture, double tolerance) =>
        fixture.Get<IModelGate>().CompareAsync("tiny", 2, 1, "rmse", tolerance, None);

    private static string Line(int version, string dataset, double rmse) =>
        $$$"""{"model":"tiny","version":{{{version}}},"dataset":"{{{dataset}}}","rows":5,"metrics":{"rmse":{{{rmse}}}}}""";
}

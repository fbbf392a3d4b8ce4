using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Buckets.Tests.Runs;

public sealed class ObjectOutputTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Commit_Staged_NamesObjectsOnce(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);
        var run = Run(fixture, ("objects/data/daily/a.csv", "1,2"), ("objects/other/b", "x"));
        (await fixture.Output.StageAsync(run, None)).IsOk.ShouldBeTrue();
        (await fixture.Buckets.HeadAsync("data", "daily/a.csv", null, None)).IsOk.ShouldBeFalse();

        await fixture.Output.CommitAsync(run, None);
        await fixture.Output.CommitAsync(run, None);

        (await fixture.GetAsync("daily/a.csv")).ShouldBe("1,2");
        (await fixture.Buckets.ListVersionsAsync("data", "daily/a.csv", default, None)).Items.ShouldHaveSingleItem().ContentType.ShouldBe("text/csv");
        fixture.Bus.Published.Count.ShouldBe(2);
        fixture.Bus.Published[0].Resources.ShouldBe(["tyr:test:workflows:run/run-1", "tyr:test:buckets:object/data/daily/a.csv"]);
    }

    [Fact]
    public async Task Discard_Staged_NothingAppears()
    {
        await using var fixture = await BucketsFixture.CreateAsync();
        var run = Run(fixture, ("objects/data/a", "1"));
        await fixture.Output.StageAsync(run, None);

        await fixture.Output.DiscardAsync(run, None);
        await fixture.Output.CommitAsync(run, None);

        (await fixture.Buckets.ListAsync("data", "", default, None)).Items.ShouldBeEmpty();
    }

    [Theory, EveryDatabase]
    public async Task Commit_AnAttemptThatLostItsLeaseStagesMeanwhile_NamesItsOwnObjects(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);
        var newer = Run(fixture, 2, ("objects/data/a", "newer"));
        await fixture.Output.StageAsync(newer, None);
        var older = Run(fixture, 1, ("objects/data/a", "older"), ("objects/data/b", "older"));
        await fixture.Output.StageAsync(older, None);
        await fixture.Output.DiscardAsync(older, None);

        await fixture.Output.CommitAsync(newer, None);

        (await fixture.GetAsync("a")).ShouldBe("newer");
        (await fixture.Buckets.ListAsync("data", "", default, None)).Items.Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Commit_StagedBeforeRowsHadAttempts_NamesThem(DatabaseEngine engine)
    {
        await using var fixture = await BucketsFixture.CreateAsync(engine);
        var run = Run(fixture, ("objects/data/a", "1"));
        await fixture.Output.StageAsync(run, None);
        await fixture.Test.Database.WriteAsync(session => session.ExecuteAsync("UPDATE buckets_staged SET attempt = @RunId", new { run.RunId }, None), None);

        await fixture.Output.CommitAsync(run, None);

        (await fixture.GetAsync("a")).ShouldBe("1");
    }

    [Fact]
    public async Task Stage_NotAllowed_IsDenied()
    {
        await using var fixture = await BucketsFixture.CreateAsync();
        fixture.Access.DeniedResource = "buckets:object/data/a";

        (await fixture.Output.StageAsync(Run(fixture, ("objects/data/a", "1")), None)).Error.ShouldBeOfType<DeniedError>();
    }

    [Fact]
    public async Task Stage_SymbolicLink_IsRefused()
    {
        await using var fixture = await BucketsFixture.CreateAsync();
        var run = Run(fixture, ("objects/data/a", "1"));
        File.CreateSymbolicLink(Path.Combine(run.Folder, "objects/data/secret"), "/etc/passwd");

        (await fixture.Output.StageAsync(run, None)).Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("symbolic link");
    }

    [Fact]
    public async Task Stage_FileInNoBucket_IsRefused()
    {
        await using var fixture = await BucketsFixture.CreateAsync();

        (await fixture.Output.StageAsync(Run(fixture, ("objects/a", "1")), None)).Error.ShouldBeOfType<InvalidError>().Message.ShouldContain("in no bucket");
    }

    private static RunOutputs Run(BucketsFixture fixture, params (string Path, string Text)[] files) => Run(fixture, 1, files);

    private static RunOutputs Run(BucketsFixture fixture, int fence, params (string Path, string Text)[] files)
    {
        var folder = Path.Combine(fixture.Folder, $"run-1-{fence}");
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path)) ?? folder);
            File.WriteAllText(Path.Combine(folder, path), text);
        }

        return new RunOutputs { RunId = "run-1", Workflow = "w", Role = "evaluator", Commit = "", Folder = folder, StartedAt = DateTimeOffset.UnixEpoch };
    }
}

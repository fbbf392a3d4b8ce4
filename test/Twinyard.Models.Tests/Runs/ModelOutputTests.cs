using Twinyard.Buckets;
using Twinyard.Models.Registry;
using Twinyard.Models.Runs;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.TestKit.Onnx;

namespace Twinyard.Models.Tests.Runs;

public sealed class ModelOutputTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Commit_Again_ChangesNothing(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        await fixture.RegisterAsync("run-1");

        await fixture.Output("models").CommitAsync(fixture.NewRun("run-1"), None);

        (await fixture.Get<IModelRegistry>().FindAsync("tiny", None)).Value.Versions.Count.ShouldBe(1);
        (await fixture.EventsAsync("model.registered")).Count.ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Commit_AfterACrashBetweenNumberAndArchive_TakesTheSameNumber(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        var run = fixture.NewRun("run-1");
        Bundles.Write(Path.Combine(run.Folder, "models", "tiny"));
        var versions = fixture.Get<VersionStore>();
        await fixture.Database.WriteAsync(
            async session =>
            {
                var number = await versions.NextVersionAsync("tiny", "", 1, session, None);
                var row = new VersionRow { Model = "tiny", Version = number, State = VersionRow.Pending, RunId = "run-1", Datasets = "[]", Metrics = "{}", Pipeline = "{}" };
                await versions.AddAsync(row, session, None);
            },
            None);
        (await fixture.Get<IModelRegistry>().FindAsync("tiny", None)).IsOk.ShouldBeFalse();

        await fixture.Output("models").CommitAsync(run, None);

        (await fixture.Get<IModelRegistry>().FindAliasAsync("tiny", "champion", None)).ShouldBe(1);
    }

    [Theory, EveryDatabase]
    public async Task Stage_NothingCommitted_IsSeenByNobody(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        var run = fixture.NewRun("run-1");
        Bundles.Write(Path.Combine(run.Folder, "models", "tiny"));

        (await fixture.Output("models").StageAsync(run, None)).IsOk.ShouldBeTrue();
        await fixture.Output("models").DiscardAsync(run, None);

        (await fixture.Get<IModelRegistry>().ListAsync(new PageRequest(null, null), None)).Items.ShouldBeEmpty();
        (await fixture.Get<IBuckets>().ListBucketsAsync(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stage_NetworkDoesNotFit_IsRefusedWithCauseAndRemedy()
    {
        var error = await StageAsync(folder =>
        {
            var onnx = TinyOnnx.Linear([1, 2], 0);
            File.WriteAllBytes(Path.Combine(folder, "model.onnx"), onnx);
            var yaml = Path.Combine(folder, "bundle.yaml");
            var text = System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(yaml), "sha256: '?[0-9a-f]{64}'?", $"sha256: '{Platform.Ids.ContentHash.Of(onnx)}'");
            File.WriteAllText(yaml, text);
        });

        error.ShouldBeOfType<InvalidError>().Code.ShouldBe("bundle-invalid");
        error.Message.ShouldStartWith("models/tiny/model.onnx: The input features has the shape [any, 2], and the pipeline makes rows of 4 features");
        error.Remedy.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Stage_RegistrationHasUnknownKey_IsRefused()
    {
        var error = await StageAsync(folder => File.WriteAllText(Path.Combine(folder, Registration.FileName), """{"alias": ["candidate"]}"""));

        error.ShouldBeOfType<InvalidError>().Message.ShouldContain("models/tiny/registration.json");
    }

    [Fact]
    public async Task Stage_FolderHoldsALink_IsRefused()
    {
        var error = await StageAsync(folder => File.CreateSymbolicLink(Path.Combine(folder, "passwords"), "/etc/passwd"));

        error.ShouldBeOfType<InvalidError>().Message.ShouldContain("link");
    }

    [Theory, InlineData("models:RegisterVersion", "candidate"), InlineData("models:SetAlias", "champion")]
    public async Task Stage_NotAllowed_IsRefused(string action, string alias)
    {
        var error = await StageAsync(folder => File.WriteAllText(Path.Combine(folder, Registration.FileName), $$"""{"aliases": ["{{alias}}"]}"""), denied: action);

        error.ShouldBeOfType<DeniedError>().Message.ShouldContain(action);
    }

    private static async Task<Error> StageAsync(Action<string> spoil, string denied = "")
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        fixture.Access.Denied.Add(denied);
        RunOutputs run = fixture.NewRun("run-1");
        var folder = Path.Combine(run.Folder, "models", "tiny");
        Bundles.Write(folder);
        spoil(folder);
        return (await fixture.Output("models").StageAsync(run, None)).Error.ShouldNotBeNull();
    }
}

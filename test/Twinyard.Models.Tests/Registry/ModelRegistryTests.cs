using Twinyard.Contracts.Models;
using Twinyard.Inference.Bundles;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;

namespace Twinyard.Models.Tests.Registry;

public sealed class ModelRegistryTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Register_Twice_CountsUpAndKeepsTheFirstAsChampion(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        var registry = fixture.Get<IModelRegistry>();

        (await fixture.RegisterAsync("run-1", registration: new { description = "first", metrics = new { rmse = 12.5 } })).ShouldBe(1);
        (await fixture.RegisterAsync("run-2", registration: new { description = "second", aliases = new[] { "candidate" }, datasets = new[] { new { bucket = "data", key = "fd001", version = "v1" } } })).ShouldBe(2);

        var model = (await registry.FindAsync("tiny", None)).Value;
        model.Aliases.ShouldBe(new Dictionary<string, int> { ["candidate"] = 2, ["champion"] = 1 }, ignoreOrder: true);
        model.Versions.Select(version => version.Version).ShouldBe([2, 1]);
        model.Versions[1].Metrics["rmse"].ShouldBe(12.5);
        model.Versions[1].Aliases.ShouldBe(["champion"]);
        var second = (await registry.FindVersionAsync("tiny", 2, None)).Value;
        second.Datasets.ShouldBe([new DatasetReference("data", "fd001", "v1")]);
        second.Pipeline.Columns.ShouldBe(Bundles.Manifest.Columns);
        second.Version.Run.ShouldBe("run-2");
        second.Version.Commit.ShouldBe("c0ffee");
        var summary = (await registry.ListAsync(new PageRequest(null, null), None)).Items.ShouldHaveSingleItem();
        (summary.Name, summary.LatestVersion, summary.Description).ShouldBe(("tiny", 2, "second"));
        (await fixture.EventsAsync("model.registered")).Count.ShouldBe(2);
        (await fixture.EventsAsync("model.alias-set")).Count.ShouldBe(2);
    }

    [Theory, EveryDatabase]
    public async Task OpenBundle_RegisteredVersion_GivesTheArchiveThatWasHashed(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        await fixture.RegisterAsync("run-1");
        var registry = fixture.Get<IModelRegistry>();

        await using var content = (await registry.OpenBundleAsync("tiny", 1, None)).Value;
        using var archive = new MemoryStream();
        await content.Stream.CopyToAsync(archive);

        ContentHash.Of(archive.ToArray()).ShouldBe((await registry.FindVersionAsync("tiny", 1, None)).Value.Version.Sha256);
        archive.Position = 0;
        using var bundle = ModelBundle.Open(archive, "bundle.zip");
        bundle.Manifest.Name.ShouldBe("tiny");
    }

    [Theory, EveryDatabase]
    public async Task SetAlias_AnotherVersion_TellsTheBusOnceWithThePrevious(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        await fixture.RegisterAsync("run-1");
        await fixture.RegisterAsync("run-2");
        var registry = fixture.Get<IModelRegistry>();

        (await registry.SetAliasAsync("tiny", "champion", 2, "user/bob", None)).IsOk.ShouldBeTrue();
        (await registry.SetAliasAsync("tiny", "champion", 2, "user/bob", None)).IsOk.ShouldBeTrue();

        (await registry.FindAliasAsync("tiny", "champion", None)).ShouldBe(2);
        var events = await fixture.EventsAsync("model.alias-set");
        events.Count.ShouldBe(2);
        events[1].ShouldBe("""{"model":"tiny","alias":"champion","version":2,"previous":1,"by":"user/bob"}""");
    }

    [Theory, EveryDatabase]
    public async Task Everything_UnknownNames_IsNotFound(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        await fixture.RegisterAsync("run-1");
        var registry = fixture.Get<IModelRegistry>();

        (await registry.FindAsync("other", None)).Error.ShouldBeOfType<NotFoundError>().Code.ShouldBe("model-not-found");
        (await registry.FindVersionAsync("tiny", 2, None)).Error.ShouldBeOfType<NotFoundError>();
        (await registry.OpenBundleAsync("tiny", 2, None)).Error.ShouldBeOfType<NotFoundError>();
        (await registry.SetAliasAsync("tiny", "champion", 2, "user/bob", None)).Error.ShouldBeOfType<NotFoundError>();
        (await registry.SetAliasAsync("tiny", "Champion!", 1, "user/bob", None)).Error.ShouldBeOfType<InvalidError>();
        (await registry.FindAliasAsync("tiny", "nobody", None)).ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task List_SmallPages_GivesEveryModelOnce(DatabaseEngine engine)
    {
        await using var fixture = await ModelsFixture.CreateAsync(engine);
        foreach (var name in new[] { "a", "b", "c" })
        {
            await fixture.RegisterAsync($"run-{name}", name);
        }

        var registry = fixture.Get<IModelRegistry>();
        var first = await registry.ListAsync(new PageRequest(null, 2), None);
        var second = await registry.ListAsync(new PageRequest(first.Next, 2), None);

        first.Items.Select(model => model.Name).ShouldBe(["a", "b"]);
        second.Items.Select(model => model.Name).ShouldBe(["c"]);
        second.Next.ShouldBeNull();
        second.Items[0].Aliases["champion"].ShouldBe(1);
    }
}

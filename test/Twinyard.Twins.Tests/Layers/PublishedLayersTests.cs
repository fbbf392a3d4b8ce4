using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.TestKit.Databases;
using Twinyard.Twins.Layers;

namespace Twinyard.Twins.Tests.Layers;

public sealed class PublishedLayersTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, EveryDatabase]
    public async Task Publish_OtherContent_IsTheNextVersionAndTheFirstStaysAsItWas(DatabaseEngine engine)
    {
        await using var fixture = await LayersFixture.CreateAsync(engine);

        var first = await fixture.PublishAsync("numerics", ("a.py", "1"), ("!bin/tool", "#!/bin/sh"));
        var second = await fixture.PublishAsync("numerics", ("a.py", "2"));

        (first.Reference.ToString(), second.Reference.ToString()).ShouldBe(("numerics@1", "numerics@2"));
        (first.Size, first.Files, first.Publisher, first.Description).ShouldBe((10, 2, "alice", "for a test"));
        (await fixture.Layers.FindAsync(first.Reference, None)).Value.ShouldBe(first);
        (await fixture.Layers.ListingAsync(first, None)).Files.Select(file => $"{file.Path} {file.Size} {file.IsExecutable}").ShouldBe(["a.py 1 False", "bin/tool 9 True"]);
        (await fixture.Layers.VersionsAsync("numerics", default, None)).Value.Items.ShouldBe([second, first]);
    }

    [Theory, EveryDatabase]
    public async Task Publish_ContentOfTheNewestVersion_MakesNoOther(DatabaseEngine engine)
    {
        await using var fixture = await LayersFixture.CreateAsync(engine);
        var first = await fixture.PublishAsync("numerics", ("a.py", "1"), ("b.py", "2"));

        var again = (await fixture.TryPublishAsync("numerics", LayersFixture.Zip(("b.py", "2"), ("a.py", "1")))).Value;

        again.ShouldBe((first, false));
        (await fixture.PublishAsync("other", ("a.py", "1"), ("b.py", "2"))).Hash.ShouldBe(first.Hash);
    }

    [Theory, EveryDatabase]
    public async Task Delete_Version_IsGoneAndItsNumberIsNotGivenAgain(DatabaseEngine engine)
    {
        await using var fixture = await LayersFixture.CreateAsync(engine);
        var first = await fixture.PublishAsync("numerics", ("a.py", "1"));
        var second = await fixture.PublishAsync("numerics", ("a.py", "2"));

        (await fixture.Layers.DeleteAsync(second.Reference, None)).IsOk.ShouldBeTrue();

        var gone = (await fixture.Layers.FindAsync(second.Reference, None)).Error.ShouldBeOfType<NotFoundError>();
        (gone.Code, gone.Remedy).ShouldBe(("layer-deleted", "The newest is numerics@1."));
        Directory.GetFiles(fixture.Twins.Home.Layers).Select(Path.GetFileNameWithoutExtension).Distinct().ShouldBe([first.Hash]);
        (await fixture.PublishAsync("numerics", ("a.py", "2"))).Reference.ToString().ShouldBe("numerics@3");
    }

    [Theory, EveryDatabase]
    public async Task Delete_SomethingDeployedNamesIt_IsRefusedAndSaysWhat(DatabaseEngine engine)
    {
        await using var fixture = await LayersFixture.CreateAsync(engine);
        var first = await fixture.PublishAsync("numerics", ("a.py", "1"));
        fixture.Named.Add("numerics@1");

        var refused = await fixture.Layers.DeleteAsync(first.Reference, None);

        refused.Error.ShouldBeOfType<ConflictError>().Message.ShouldBe("The layer numerics@1 is named by the workflow evaluate.");
        (await fixture.Layers.FindAsync(first.Reference, None)).IsOk.ShouldBeTrue();
    }

    [Theory, EveryDatabase]
    public async Task Delete_AnotherVersionHasTheSameContent_KeepsIt(DatabaseEngine engine)
    {
        await using var fixture = await LayersFixture.CreateAsync(engine);
        var one = await fixture.PublishAsync("one", ("a.py", "1"));
        var two = await fixture.PublishAsync("two", ("a.py", "1"));

        await fixture.Layers.DeleteAsync(one.Reference, None);

        await using var content = fixture.Layers.Open(two);
        content.Length.ShouldBeGreaterThan(0);
    }

    [Theory, EveryDatabase]
    public async Task List_Layers_IsPagedByNameWithTheNewestVersionOfEach(DatabaseEngine engine)
    {
        await using var fixture = await LayersFixture.CreateAsync(engine);
        foreach (var name in (string[])["a", "b", "c"])
        {
            await fixture.PublishAsync(name, ("x", "1"));
            await fixture.PublishAsync(name, ("x", name));
        }

        var first = await fixture.Layers.ListAsync(new PageRequest(null, 2), None);
        var second = await fixture.Layers.ListAsync(new PageRequest(first.Next, 2), None);

        first.Items.Concat(second.Items).Select(layer => layer.Reference.ToString()).ShouldBe(["a@2", "b@2", "c@2"]);
        second.Next.ShouldBeNull();
    }

    [Theory, EveryDatabase]
    public async Task Problem_OfAReference_NamesTheNewestVersion(DatabaseEngine engine)
    {
        await using var fixture = await LayersFixture.CreateAsync(engine);
        await fixture.PublishAsync("numerics", ("a.py", "1"));

        (await ProblemAsync("numerics@1")).ShouldBeNull();
        (await ProblemAsync("numerics@4")).ShouldBe("The layer numerics has no version 4. The newest is numerics@1.");
        (await ProblemAsync("nothing@1")).ShouldBe("There is no layer 'nothing'. Publish it: `twinyard layer publish NAME DIR`.");

        Task<string?> ProblemAsync(string name) => fixture.ProblemAsync(name);
    }

    [Fact]
    public async Task Publish_LargerThanAllowed_IsRefusedAndLeavesNothing()
    {
        await using var fixture = await LayersFixture.CreateAsync();
        fixture.Twins.TwinsOptions.MaximumLayerBytes = 2000;

        var bomb = await fixture.TryPublishAsync("bomb", LayersFixture.Zip(("zeros", new string('0', 100_000))));
        var large = await fixture.TryPublishAsync("large", new byte[3000]);

        bomb.Error.ShouldBeOfType<LimitError>().Code.ShouldBe("layer-too-large");
        large.Error.ShouldBeOfType<LimitError>().Code.ShouldBe("layer-too-large");
        Directory.GetFiles(fixture.Twins.Home.Layers, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.GetDirectories(Path.Combine(fixture.Twins.Home.Cache, "layers")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Numerics")]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a/b")]
    public async Task Publish_NameIsNone_IsRefused(string name)
    {
        await using var fixture = await LayersFixture.CreateAsync();

        (await fixture.TryPublishAsync(name, [])).Error.ShouldNotBeNull().Code.ShouldBe("layer-name-invalid");
    }

    [Theory]
    [InlineData("numerics")]
    [InlineData("numerics@")]
    [InlineData("numerics@0")]
    [InlineData("numerics@01")]
    [InlineData("numerics@-1")]
    [InlineData("numerics@latest")]
    [InlineData("@1")]
    public void Parse_NoVersion_SaysHowToWriteOne(string text) => LayerReference.Parse(text).Error.ShouldNotBeNull().Remedy.ShouldContain("numerics@3");
}

namespace Twinyard.Twins.Tests.Layers;

/// <summary>Runs with layers, in a real sandbox where the machine makes one.</summary>
public sealed class LayerRunTests
{
    [Fact]
    public async Task Execute_PythonWithLayers_FindsTheEarlierPackageAndKeepsTheSdk()
    {
        await using var fixture = await LayersFixture.CreateAsync();
        await fixture.PublishAsync("one", ("python/shared.py", "name = 'one'"), ("python/twinyard.py", "raise SystemExit('not the SDK')"));
        await fixture.PublishAsync("two", ("shared.py", "name = 'two'"), ("only.py", "name = 'only'"));

        var outcome = await RunAsync(fixture, "a.py", "import twinyard, shared, only\nprint(shared.name, only.name)", "one@1", "two@1");

        outcome.ShouldBeOfType<TwinSucceeded>(string.Join('\n', fixture.Twins.Logs.Text("stderr")));
        fixture.Twins.Logs.Text("stdout").ShouldBe(["one only"]);
    }

    [Fact]
    public async Task Execute_ShellWithALayer_HasItsProgramsAndFilesAndCannotWriteThem()
    {
        await using var fixture = await LayersFixture.CreateAsync();
        var layer = await fixture.PublishAsync("tools", ("!bin/greet", "#!/bin/sh\necho hello"), ("data.txt", "kept"));

        await RunAsync(fixture, "a.sh", "greet; cat $TWINYARD_LAYERS/data.txt; echo; echo changed 2>/dev/null > $TWINYARD_LAYERS/data.txt || echo refused; touch $TWINYARD_LAYERS/new 2>/dev/null || echo refused", "tools@1");

        var said = fixture.Twins.Logs.Text("stdout").ToList();
        said.Take(2).ShouldBe(["hello", "kept"]);
        if (await fixture.Twins.IsolatesAsync())
        {
            said.Skip(2).ShouldBe(["refused", "refused"]);
        }

        Path.GetFileName(Directory.GetDirectories(Path.Combine(fixture.Twins.Home.Cache, "layers")).Single()).ShouldBe(layer.Hash);
    }

    [Fact]
    public async Task Execute_LaidOutFilesWereChanged_AreLaidOutAgainByAServerThatStarts()
    {
        await using var fixture = await LayersFixture.CreateAsync();
        var layer = await fixture.PublishAsync("tools", ("data.txt", "as published"));
        var folder = Directory.CreateDirectory(Path.Combine(fixture.Twins.Home.Cache, "layers", layer.Hash)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "data.txt"), "changed", CancellationToken.None);

        await RunAsync(fixture, "a.sh", "cat $TWINYARD_LAYERS/data.txt", "tools@1");

        fixture.Twins.Logs.Text("stdout").ShouldBe(["as published"]);
    }

    [Fact]
    public async Task Execute_ArchiveIsDamaged_DoesNotStart()
    {
        await using var fixture = await LayersFixture.CreateAsync();
        var layer = await fixture.PublishAsync("tools", ("data.txt", "as published"));
        await File.WriteAllBytesAsync(Path.Combine(fixture.Twins.Home.Layers, $"{layer.Hash}.zip"), LayersFixture.Zip(("data.txt", "as_published")), CancellationToken.None);

        (await RunAsync(fixture, "a.sh", "true", "tools@1")).ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("layer-damaged");
    }

    [Fact]
    public async Task Execute_LayerIsNotThere_DoesNotStartAndSaysSo()
    {
        await using var fixture = await LayersFixture.CreateAsync();

        (await RunAsync(fixture, "a.sh", "true", "tools@1")).ShouldBeOfType<TwinNotStarted>().Error.Code.ShouldBe("layer-not-found");
    }

    private static Task<TwinOutcome> RunAsync(LayersFixture fixture, string script, string content, params string[] layers)
    {
        fixture.Twins.Commits.Trees["c1"] = new Dictionary<string, string> { ["workflows/w/" + script] = content };
        return fixture.Twins.Twin.ExecuteAsync(fixture.Twins.Run(script) with { Layers = layers }, CancellationToken.None);
    }
}

using Twinyard.Contracts.Twins;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;

namespace Twinyard.EndToEnd.Tests;

/// <summary>A layer from the command that publishes it to the run that uses it, and back.</summary>
public sealed class LayerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_NameInAManifestAndRun_UsesItAndItCannotBeDeleted()
    {
        using var home = new TemporaryHome();
        await using var server = await ServerProcess.StartAsync(home, Token);
        var layer = home.Folder("numerics");
        Directory.CreateDirectory(Path.Combine(layer, "python"));
        await File.WriteAllTextAsync(Path.Combine(layer, "python", "numerics.py"), "answer = 42\n", Token);

        (await RunAsync(home, "layer", "publish", "numerics", layer, "--description", "for a test")).ShouldContain("numerics@1");
        (await RunAsync(home, "layer", "publish", "numerics", layer)).ShouldContain("no other was made");
        var repository = new RemoteRepository(home, "uses");
        repository.Write("workflows/uses/workflow.yaml", "run: { script: uses.py, layers: [numerics@1] }\nrole: evaluator\n");
        repository.Write("workflows/uses/uses.py", "import numerics, twinyard as ty\nty.result({'answer': numerics.answer})\n");
        await repository.DeployAsync(server, Token);
        var run = await server.Owner.PostAsync<RunDetail>("workflows/uses/runs", new StartRunRequest(), Token);
        var ended = await Eventually.GetAsync(
            "The run's end", async () => await server.Owner.GetAsync<RunDetail>($"runs/{run.Summary.Id}", Token) is { Summary.EndedAt: not null } detail ? detail : null, Token);

        ended.Summary.State.ShouldBe("succeeded", ended.Summary.Error);
        (await RunAsync(home, "layer", "delete", "numerics@1")).ShouldContain("named by the workflow uses");
        (await RunAsync(home, "layer", "show", "numerics@1")).ShouldContain("python/numerics.py");
        (await server.Owner.GetAsync<LayerDetail>("twins/layers/numerics/1", Token)).Layer.Files.ShouldBe(1);
        (await RunAsync(home, "layer", "download", "numerics@1", "--out", home.File("numerics.zip"))).ShouldContain("Written");
    }

    private static async Task<string> RunAsync(TemporaryHome home, params string[] arguments)
    {
        await using var command = TwinyardProcess.Start(home, arguments);
        await command.ExitAsync(Eventually.Patience, Token);
        return command.Output;
    }
}

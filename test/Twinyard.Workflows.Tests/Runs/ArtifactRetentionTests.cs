using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class ArtifactRetentionTests
{
    private const string Notebook = """
        run: { script: work.ipynb, overlap: allow }
        role: evaluator
        """;

    [Theory, EveryDatabase]
    public async Task Look_OfRunsThatEndedLongAgo_RemovesTheirArtifactsAndSaysSo(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.ArtifactsFor = TimeSpan.FromDays(30));
        await room.DeployAsync("evaluate", Notebook);
        var old = await RunAsync(room, 10);
        room.Time.Advance(TimeSpan.FromDays(20));
        var young = await RunAsync(room, 10);
        await room.RemoveArtifactsAsync();
        (await NamesAsync(room, old)).ShouldBe(["notebook.ipynb"]);

        room.Time.Advance(TimeSpan.FromDays(11));
        await room.RemoveArtifactsAsync();

        (await NamesAsync(room, old)).ShouldBeEmpty();
        (await NamesAsync(room, young)).ShouldBe(["notebook.ipynb"]);
        (await room.RunAsync(old)).ArtifactsRemoved.ShouldNotBeNull().Why.ShouldBe("artifacts are kept for 30 days");
        (await room.RunAsync(young)).ArtifactsRemoved.ShouldBeNull();
        var asked = await room.Workflows.ArtifactAsync(old, "notebook.ipynb", null, CancellationToken.None);
        asked.Error.ShouldNotBeNull().Code.ShouldBe("artifacts-removed");
    }

    [Theory, EveryDatabase]
    public async Task Look_OfMoreThanMayBe_RemovesTheOldest(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => options.ArtifactsBytes = 250);
        await room.DeployAsync("evaluate", Notebook);
        var runs = new List<string>();
        foreach (var _ in Enumerable.Range(0, 4))
        {
            runs.Add(await RunAsync(room, 100));
            room.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await room.RemoveArtifactsAsync();

        var kept = new List<bool>();
        foreach (var run in runs)
        {
            kept.Add((await NamesAsync(room, run)).Count > 0);
        }

        kept.ShouldBe([false, false, true, true]);
        (await room.RunAsync(runs[0])).ArtifactsRemoved.ShouldNotBeNull().Why.ShouldContain("250 are kept");
    }

    [Theory, EveryDatabase]
    public async Task Look_WhileARunIsUnderWay_LeavesItsArtifacts(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine, options => (options.ArtifactsBytes, options.ArtifactsFor) = (1, TimeSpan.FromSeconds(1)));
        await room.DeployAsync("evaluate", Notebook);
        var folder = "";
        room.Twin.Scripts["work.ipynb"] = async (run, _) =>
        {
            Leave(run, 100);
            room.Time.Advance(TimeSpan.FromHours(1));
            await room.RemoveArtifactsAsync();
            folder = run.ArtifactFolder.ShouldNotBeNull();
            Directory.GetFiles(folder).ShouldNotBeEmpty();
            return new TwinSucceeded();
        };
        await room.StartAsync("evaluate");

        await room.InvokeAsync();

        Directory.GetFiles(folder).ShouldNotBeEmpty();
    }

    private static async Task<string> RunAsync(WorkflowRoom room, int size)
    {
        room.Twin.Scripts["work.ipynb"] = (run, _) =>
        {
            Leave(run, size);
            return Task.FromResult<TwinOutcome>(new TwinSucceeded());
        };
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        return started.Summary.Id;
    }

    private static void Leave(TwinRun run, int size)
    {
        var folder = run.ArtifactFolder.ShouldNotBeNull();
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "notebook.ipynb"), new byte[size]);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(WorkflowRoom room, string run) =>
        [.. (await room.Workflows.ArtifactsAsync(run, CancellationToken.None)).Value.Select(artifact => artifact.Name)];
}

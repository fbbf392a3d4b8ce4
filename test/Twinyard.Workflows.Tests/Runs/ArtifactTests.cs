using System.Text;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;
using Twinyard.Twins;

namespace Twinyard.Workflows.Tests.Runs;

public sealed class ArtifactTests
{
    private const string Notebook = """
        run: { script: work.ipynb, timeout: 2m, cell-timeout: 30s, twin: lab, retries: 1 }
        role: evaluator
        """;

    [Theory, EveryDatabase]
    public async Task Invoke_Notebook_GetsItsTwinAndTimeoutsAndKeepsTheArtifact(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Notebook);
        Leaves(room, "executed", new TwinSucceeded());

        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();

        var run = room.Twin.Runs.ShouldHaveSingleItem();
        (run.Twin, run.CellTimeout).ShouldBe(("lab", TimeSpan.FromSeconds(30)));
        var artifact = (await room.Workflows.ArtifactsAsync(started.Summary.Id, CancellationToken.None)).Value.ShouldHaveSingleItem();
        (artifact.Name, artifact.Attempt, artifact.Size).ShouldBe(("notebook.ipynb", 1, 8));
        (await ReadAsync(room, started.Summary.Id)).ShouldBe("executed");
    }

    [Theory, EveryDatabase]
    public async Task Invoke_FailedAttempts_KeepTheArtifactOfEach(DatabaseEngine engine)
    {
        await using var room = await WorkflowRoom.CreateAsync(engine);
        await room.DeployAsync("evaluate", Notebook);
        Leaves(room, "first", new TwinFailed(1) { Reason = "Cell 3 failed: ValueError: boom" });
        var started = await room.StartAsync("evaluate");
        await room.InvokeAsync();
        Leaves(room, "second", new TwinFailed(1) { Reason = "Cell 3 failed: ValueError: boom" });
        room.Time.Advance(TimeSpan.FromMinutes(1));
        await room.InvokeAsync();

        var run = await room.RunAsync(started.Summary.Id);

        run.Summary.Error.ShouldBe("Cell 3 failed: ValueError: boom");
        (await ReadAsync(room, started.Summary.Id)).ShouldBe("second");
        (await ReadAsync(room, started.Summary.Id, attempt: 1)).ShouldBe("first");
        (await room.Workflows.ArtifactAsync(started.Summary.Id, "other", null, CancellationToken.None)).Error.ShouldNotBeNull().Code.ShouldBe("artifact-not-found");
        (await room.Workflows.ArtifactAsync(started.Summary.Id, "../../lock", null, CancellationToken.None)).Error.ShouldNotBeNull().Code.ShouldBe("artifact-not-found");
    }

    private static async Task<string> ReadAsync(WorkflowRoom room, string run, int? attempt = null) =>
        Encoding.UTF8.GetString((await room.Workflows.ArtifactAsync(run, "notebook.ipynb", attempt, CancellationToken.None)).Value);

    private static void Leaves(WorkflowRoom room, string text, TwinOutcome outcome) => room.Twin.Scripts["work.ipynb"] = async (run, token) =>
    {
        var folder = run.ArtifactFolder.ShouldNotBeNull();
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "notebook.ipynb"), text, token);
        return outcome;
    };
}

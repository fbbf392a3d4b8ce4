using System.Text;
using System.Text.Json;
using Twinyard.Access;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Results;
using Twinyard.Twins.Development;
using Twinyard.Twins.Tests.Jupyter;
using Twinyard.Twins.Tests.Notebooks;
using Twinyard.Twins.Tests.Processes;

namespace Twinyard.Twins.Tests.Development;

public sealed class DevelopmentRunsTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Principal Alice = new(Principal.User, "alice", "developer");
    private static readonly Principal Bob = new(Principal.User, "bob", "developer");

    private readonly TwinFixture _fixture = new();

    public async ValueTask DisposeAsync()
    {
        await _fixture.Runs.DisposeAsync();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Start_Script_RunsInASessionOfThePersonsRoleAndShowsItsOutputs()
    {
        var run = await EndAsync(await StartAsync("jobs/a.sh", "basename $PWD; cat lib.txt $TWINYARD_INPUT; echo kept >> $TWINYARD_WORKSPACE/notes; echo 1 > $TWINYARD_OUTPUT/result.json; echo; basename $TWINYARD_CACHE", ("jobs/lib.txt", "lib\n")));
        await EndAsync(await StartAsync("b.sh", "cat $TWINYARD_WORKSPACE/notes"));

        run.State.ShouldBe("succeeded");
        run.Outputs.Select(output => output.Path).ShouldBe(["result.json"]);
        var session = _fixture.Tokens.Issued[0].Principal;
        (session.Kind, session.Name, session.Role).ShouldBe((Principal.Run, run.Id, "developer"));
        _fixture.Tokens.Revoked.ShouldContain(run.Id);
        _fixture.Logs.Text("stdout").ShouldBe(["jobs", "lib", """{"k":1}""", "user-alice", "kept"]);
        _fixture.Logs.Completed.ShouldContain(run.LogStream);
    }

    [Fact]
    public async Task Get_RunOfAnother_IsNotThere()
    {
        var run = await StartAsync("a.sh", "true");

        _fixture.Runs.Get(run.Id, Bob).Error.ShouldBeOfType<NotFoundError>();
        _fixture.Runs.List(Bob).ShouldBeEmpty();
        _fixture.Runs.Cancel(run.Id, Bob).Error.ShouldBeOfType<NotFoundError>();
        await EndAsync(run);
    }

    [Fact]
    public async Task Cancel_Running_EndsIt()
    {
        var run = await StartAsync("a.sh", "sleep 600");

        _fixture.Runs.Cancel(run.Id, Alice).IsOk.ShouldBeTrue();

        (await EndAsync(run)).State.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Execute_ServerStops_EndsIt()
    {
        var run = await StartAsync("a.sh", "sleep 600");

        _fixture.Lifetime.StopApplication();

        (await EndAsync(run)).State.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Start_ScriptOfAWorkflow_RunsAsItsManifestSays()
    {
        _fixture.Manifests.Said = new ScriptManifest("evaluate", "workflows/evaluate", "lib/a.sh", TimeSpan.FromMinutes(7)) { Limits = new RunLimits { FileSize = 1_000 }, Egress = ["pypi.org"] };

        var run = await EndAsync(await StartAsync("workflows/evaluate/lib/a.sh", "basename $PWD; echo $TWINYARD_WORKFLOW; head -c 5000 /dev/zero > big || ls -l big | cut -d ' ' -f 5"));

        run.Workflow.ShouldBe("evaluate");
        run.Settings.ShouldBe(["timeout 7m", "egress pypi.org", "files of 1 KB"]);
        _fixture.Logs.Text("stdout").ShouldBe(["evaluate", "evaluate", "1000"]);
    }

    [Fact]
    public async Task Start_WorkflowListsNoEgress_ReachesWhatAWorkflowWould()
    {
        _fixture.Manifests.Said = new ScriptManifest("evaluate", "w", "a.sh", TimeSpan.FromMinutes(7));

        var run = await EndAsync(await StartAsync("w/a.sh", "true"));

        run.Settings.ShouldBe(["timeout 7m", "egress this server only"]);
    }

    [Fact]
    public async Task Start_ManifestNotToBeRead_RunsWithoutIt()
    {
        _fixture.Manifests.Said = new InvalidError("manifest-invalid", "broken");
        var file = new DevelopmentFile("w/a.sh", Encoding.UTF8.GetBytes("basename $PWD"));

        var refused = await _fixture.Runs.StartAsync(new DevelopmentRunRequest("w/a.sh", [file]), Alice, None);
        var run = await EndAsync((await _fixture.Runs.StartAsync(new DevelopmentRunRequest("w/a.sh", [file], IgnoreManifest: true), Alice, None)).Value);

        refused.Error.ShouldNotBeNull().Code.ShouldBe("manifest-invalid");
        (run.State, run.Workflow, run.Settings.Count).ShouldBe(("succeeded", null, 0));
    }

    [Fact]
    public async Task Start_LayersOfTheManifestAndAsked_AskedOnesTakeThePlaceOfOtherVersions()
    {
        var plan = DevelopmentPlan.Of(
            new DevelopmentRunRequest("w/a.py", [], Layers: ["numerics@4"]),
            new ScriptManifest("w", "w", "a.py", TimeSpan.FromMinutes(1)) { Layers = ["base@1", "numerics@3"] },
            _fixture.TwinsOptions);

        plan.Value.Layers.Select(layer => layer.ToString()).ShouldBe(["numerics@4", "base@1"]);
        _fixture.Manifests.Said = new ScriptManifest("w", "w", "a.sh", TimeSpan.FromMinutes(1)) { Layers = ["gone@1"] };
        var refused = await _fixture.Runs.StartAsync(new DevelopmentRunRequest("w/a.sh", [new DevelopmentFile("w/a.sh", [])]), Alice, None);
        refused.Error.ShouldNotBeNull().Code.ShouldBe("layer-not-found");
    }

    [Fact]
    public async Task Start_WithoutFiles_IsRefused() =>
        (await _fixture.Runs.StartAsync(new DevelopmentRunRequest("a.sh", []), Alice, None)).Error.ShouldNotBeNull().Code.ShouldBe("twin-run-empty");

    [Fact]
    public async Task Start_FileOutsideTheFolder_IsNotStarted()
    {
        var run = await EndAsync(await StartAsync("a.sh", "true", ("../../escaped", "x")));

        run.State.ShouldBe("failed");
        run.Error.ShouldNotBeNull().ShouldContain("outside the run's folder");
    }

    [Fact]
    public async Task Resume_MendedCell_GoesOnWithTheStateOfTheCellsBefore()
    {
        RealJupyter.Required();
        var failed = await EndAsync(await StartAsync("a.ipynb", NotebookText.Of("x = 41\nprint('once')", "raise ValueError('boom')", "print(x + 1)")));
        failed.Error.ShouldBe("Cell 3 failed: ValueError: boom");
        failed.StoppedAt.ShouldBe(3);
        failed.ResumableUntil.ShouldBe(_fixture.Clock.GetUtcNow() + TimeSpan.FromHours(1));

        var changed = await _fixture.Runs.ResumeAsync(failed.Id, new ResumeRequest(Encoding.UTF8.GetBytes(NotebookText.Of("x = 0", "pass", "print(x + 1)"))), Alice, None);
        var resumed = await _fixture.Runs.ResumeAsync(failed.Id, new ResumeRequest(Encoding.UTF8.GetBytes(NotebookText.Of("x = 41\nprint('once')", "y = 1", "print(x + y)"))), Alice, None);
        var ended = await EndAsync(resumed.Value);

        changed.Error.ShouldNotBeNull().Code.ShouldBe("cell-changed");
        ended.State.ShouldBe("succeeded");
        ended.ResumableUntil.ShouldBeNull();
        _fixture.Logs.Text("stdout").ShouldBe(["once", "42"]);
        var notebook = Encoding.UTF8.GetString((await _fixture.Runs.NotebookAsync(failed.Id, Alice, None)).Value);
        notebook.ShouldContain("once");
        notebook.ShouldNotContain("boom");
        (await _fixture.Runs.ResumeAsync(failed.Id, new ResumeRequest(), Alice, None)).Error.ShouldNotBeNull().Code.ShouldBe("run-succeeded");
    }

    [Fact]
    public async Task Resume_KernelKeptLongEnough_SaysThatItsStateIsGone()
    {
        RealJupyter.Required();
        var failed = await EndAsync(await StartAsync("a.ipynb", NotebookText.Of("raise ValueError('boom')")));
        await _fixture.Runs.ExpireAsync();
        _fixture.Runs.Get(failed.Id, Alice).Value.ResumableUntil.ShouldNotBeNull();

        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        await _fixture.Runs.ExpireAsync();

        _fixture.Runs.Get(failed.Id, Alice).Value.ResumableUntil.ShouldBeNull();
        _fixture.Tokens.Revoked.ShouldContain(failed.Id);
        (await _fixture.Runs.ResumeAsync(failed.Id, new ResumeRequest(), Alice, None)).Error.ShouldNotBeNull().Code.ShouldBe("kernel-gone");
    }

    [Fact]
    public async Task Resume_KernelDied_SaysThatItsStateIsGone()
    {
        RealJupyter.Required();
        var failed = await EndAsync(await StartAsync("a.ipynb", NotebookText.Of("import os\nos.kill(os.getpid(), 9)")));

        failed.ResumableUntil.ShouldBeNull();
        (await _fixture.Runs.ResumeAsync(failed.Id, new ResumeRequest(), Alice, None)).Error.ShouldNotBeNull().Code.ShouldBe("kernel-gone");
    }

    private async Task<DevelopmentRunSummary> StartAsync(string script, string content, params (string Path, string Content)[] others)
    {
        DevelopmentFile[] files = [new(script, Encoding.UTF8.GetBytes(content)), .. others.Select(file => new DevelopmentFile(file.Path, Encoding.UTF8.GetBytes(file.Content)))];
        var started = await _fixture.Runs.StartAsync(new DevelopmentRunRequest(script, files, JsonSerializer.SerializeToElement(new { k = 1 })), Alice, None);
        return started.Value;
    }

    private async Task<DevelopmentRunSummary> EndAsync(DevelopmentRunSummary run)
    {
        using var longest = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            var now = _fixture.Runs.Get(run.Id, Alice).Value;
            if (now.EndedAt is not null && now.LogStream == run.LogStream)
            {
                return now;
            }

            await Task.Delay(20, longest.Token);
        }
    }
}

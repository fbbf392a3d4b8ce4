using System.Diagnostics;
using Twinyard.Contracts.Workflows;
using Twinyard.EndToEnd.Tests.Processes;
using Twinyard.Platform.Paging;

namespace Twinyard.EndToEnd.Tests.Records;

/// <summary>From prototype to evidence, as a person types it: a script tried as its workflow would run it, the run's record, the same run again, and resources by hand.</summary>
public sealed class RecordTests : IDisposable
{
    private const string Manifest = "run: { script: derive.py, timeout: 2m, memory: 1GB, egress: [db.factory:5432] }\nrole: evaluator\n";

    private const string Derive =
        """
        import time, twinyard as ty
        limit = int(ty.object("yard", "limit.txt"))
        ty.result({"limit": limit, "double": 2 * limit})
        ty.bucket("yard").put("clock.txt", str(time.time_ns()) if limit > 50 else "steady")
        """;

    private readonly TemporaryHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Reproduce_InputsChangedSince_GivesTheSameAndTellsWhatDiffers()
    {
        await using var server = await ServerProcess.StartAsync(_home, Token);
        var repository = await DeployAsync(server);
        await RunAsync(server, "seed", """{"limit": 21}""");
        var steady = await RunAsync(server, "derive", "{}");
        await RunAsync(server, "seed", """{"limit": 60}""");
        var unsteady = await RunAsync(server, "derive", "{}");

        var (code, record) = await CliAsync("run", "record", steady);
        code.ShouldBe(0, record);
        record.ShouldContain((await GitAsync(repository.Folder, "rev-parse", "HEAD^{tree}")).Trim());
        record.ShouldContain("yard/limit.txt");
        record.ShouldContain("bob");

        // The newest limit is another by now: the first run gets the one that it has read.
        (code, var same) = await CliAsync("run", "reproduce", steady);
        code.ShouldBe(0, same);
        same.ShouldContain("identical");
        same.ShouldNotContain("different");
        (code, var other) = await CliAsync("run", "reproduce", unsteady);
        code.ShouldBe(1, other);
        other.ShouldContain("different");
        other.ShouldContain("clock.txt");
        (await server.Owner.GetAsync<Page<RunSummary>>("runs?limit=10", Token)).Items.Count.ShouldBe(4, "what is reproduced is no run of its workflow");
    }

    [Fact]
    public async Task Exec_ScriptOfAWorkflow_RunsAsItsManifestSaysInTheWorkTree()
    {
        await using var server = await ServerProcess.StartAsync(_home, Token);
        var repository = await DeployAsync(server);
        repository.Write("workflows/derive/look.sh", "echo \"$TWINYARD_WORKFLOW in $(basename \"$PWD\")\"\n");
        repository.Write("workflows/derive/workflow.yaml", Manifest.Replace("derive.py", "look.sh", StringComparison.Ordinal));
        var script = Path.Combine(repository.Folder, "workflows", "derive", "look.sh");

        var (code, said) = await CliAsync("twin", "exec", script);
        code.ShouldBe(0, said);
        said.ShouldContain("As the workflow derive: timeout 2m; egress db.factory:5432; memory 1 GB.");
        said.ShouldContain("derive in derive");
        (code, said) = await CliAsync("twin", "exec", script, "--no-manifest");
        code.ShouldBe(0, said);
        said.ShouldNotContain("As the workflow");

        repository.Write("workflows/derive/workflow.yaml", Manifest.Replace("memory", "memroy", StringComparison.Ordinal));
        (code, said) = await CliAsync("twin", "exec", script);
        code.ShouldNotBe(0);
        said.ShouldContain("Did you mean 'memory'");
    }

    [Fact]
    public async Task Resources_ByHand_AreExportedAsTheyAreAndKeptWhileNeeded()
    {
        await using var server = await ServerProcess.StartAsync(_home, Token);
        var topic = Declaration("topic.yaml", "kind: topic\nname: yard\ndescription: By hand\n");
        var alarm = Declaration("alarm.yaml", "kind: alarm\nname: hot\nnamespace: yard\nmetric: heat\nthreshold: \"> 20\"\nnotify: yard\n");
        (await CliAsync("resource", "create", topic)).Code.ShouldBe(0);
        (await CliAsync("resource", "create", alarm)).Code.ShouldBe(0);

        var (code, said) = await CliAsync("resource", "delete", "topic/yard");
        code.ShouldNotBe(0);
        said.ShouldContain("needed by the alarm hot");
        var exported = _home.Folder("exported");
        (code, said) = await CliAsync("resource", "export", "--all-by-hand", "--out", exported);
        code.ShouldBe(0, said);
        (await File.ReadAllTextAsync(Path.Combine(exported, "resources", "alarm", "hot.yaml"), Token)).ShouldContain("metric: heat");
        (await CliAsync("resource", "delete", "alarm/hot")).Code.ShouldBe(0);
        (await CliAsync("resource", "delete", "topic/yard")).Code.ShouldBe(0);
    }

    private async Task<RemoteRepository> DeployAsync(ServerProcess server)
    {
        var repository = new RemoteRepository(_home, "records");
        repository.Write("workflows/seed/workflow.yaml", "run: { script: seed.py }\nrole: evaluator\n");
        repository.Write("workflows/seed/seed.py", "import twinyard as ty\nty.bucket('yard').put('limit.txt', str(ty.input['limit']))\n");
        repository.Write("workflows/derive/workflow.yaml", Manifest);
        repository.Write("workflows/derive/derive.py", Derive);
        await repository.DeployAsync(server, Token);
        return repository;
    }

    private async Task<string> RunAsync(ServerProcess server, string workflow, string input)
    {
        var (code, said) = await CliAsync("workflow", "run", workflow, "--wait", "--input", input);
        code.ShouldBe(0, said);
        return (await server.Owner.GetAsync<Page<RunSummary>>($"runs?limit=1&workflow={workflow}", Token)).Items.ShouldHaveSingleItem().Id;
    }

    private string Declaration(string file, string text)
    {
        var path = Path.Combine(_home.Folder("declarations"), file);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true }) ?? throw new InvalidOperationException("git did not start.");
        var output = await git.StandardOutput.ReadToEndAsync(Token);
        await git.WaitForExitAsync(Token);
        return output;
    }

    private async Task<(int Code, string Said)> CliAsync(params string[] arguments)
    {
        await using var process = TwinyardProcess.Start(_home, arguments);
        return (await process.ExitAsync(Eventually.Patience, Token), process.Output);
    }
}

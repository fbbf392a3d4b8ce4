using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Repositories;
using Twinyard.Repositories;

namespace Twinyard.Bench.Scripts;

/// <summary>Three workflows whose scripts do nothing, brought into a server as a team does: pushed, checked, approved, merged.</summary>
internal static class BenchRepository
{
    public const string Shell = "bench-sh";
    public const string Python = "bench-py";
    public const string CSharp = "bench-csx";

    private const string Name = "bench";
    private const string Branch = "first";

    private static readonly Principal Alice = new(Principal.User, "alice", "developer");
    private static readonly Principal Bob = new(Principal.User, "bob", "reviewer");

    private static readonly (string Workflow, string Script, string Text)[] Scripts =
    [
        (Shell, "run.sh", "true\n"),
        (Python, "run.py", "pass\n"),
        (CSharp, "run.csx", "ty.Result(new { answer = 42 });\n"),
    ];

    public static async Task DeployAsync(BenchServer server, CancellationToken cancellationToken)
    {
        var proposals = server.Services.GetRequiredService<IProposals>();
        var repository = (await server.Services.GetRequiredService<IRepositories>().CreateAsync(Name, cancellationToken)).Value;
        await PushAsync(server, repository.Url, cancellationToken);
        var proposal = (await proposals.OpenAsync(Name, new OpenProposalRequest(Branch, "Scripts to be timed"), Alice, cancellationToken)).Value;
        await Waiting.UntilAsync(
            "That the checks end",
            TimeSpan.FromMinutes(1),
            async () => (await proposals.FindAsync(proposal.Id, cancellationToken)).Value.Proposal.Checks == "passed");
        _ = (await proposals.ApproveAsync(proposal.Id, proposal.Head, Bob, cancellationToken)).Value;
        _ = (await proposals.MergeAsync(proposal.Id, Bob, cancellationToken)).Value;
    }

    private static async Task PushAsync(BenchServer server, string url, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(server.Folder, "repository");
        foreach (var (workflow, script, text) in Scripts)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, "workflows", workflow)).FullName;
            await File.WriteAllTextAsync(Path.Combine(own, script), text, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(own, "workflow.yaml"), $"run: {{ script: {script}, overlap: allow }}\nrole: evaluator\n", cancellationToken);
        }

        var token = await server.Services.GetRequiredService<ITokens>().IssueAsync(new TokenRequest(Alice, "bench", null), cancellationToken);
        var address = new UriBuilder(url) { UserName = Alice.Name, Password = token.Secret };
        await GitAsync(folder, cancellationToken, "init", "--quiet", $"--initial-branch={Branch}");
        await GitAsync(folder, cancellationToken, "add", ".");
        await GitAsync(folder, cancellationToken, "-c", "user.name=alice", "-c", "user.email=alice@example.com", "commit", "--quiet", "--message=Scripts to be timed");
        await GitAsync(folder, cancellationToken, "push", "--quiet", address.Uri.AbsoluteUri, Branch);
    }

    private static async Task GitAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })
            ?? throw new InvalidOperationException("git did not start.");
        await git.WaitForExitAsync(cancellationToken);
        if (git.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {arguments[0]} ended with {git.ExitCode}.");
        }
    }
}

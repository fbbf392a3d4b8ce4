using System.Diagnostics;
using Twinyard.Cli.Api;
using Twinyard.Contracts.Repositories;

namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>Brings files into a running environment as a team does: git push, proposal, checks, somebody else's approval, merge.</summary>
internal sealed class RemoteRepository(TemporaryHome home, string name)
{
    private const string Branch = "first";

    private readonly string _folder = home.Folder($"repository-{name}");

    public string Folder => _folder;

    public void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? _folder);
        File.WriteAllText(file, text.ReplaceLineEndings("\n"));
    }

    public async Task DeployAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var alice = await server.PersonAsync("alice", "developer", cancellationToken);
        using var bob = await server.PersonAsync("bob", "reviewer", cancellationToken);
        var repository = await server.Owner.PostAsync<RepositorySummary>("repositories", new CreateRepositoryRequest(name), cancellationToken);
        await PushAsync(repository.Url, alice, cancellationToken);
        var proposal = await alice.PostAsync<ProposalSummary>($"repositories/{name}/proposals", new OpenProposalRequest(Branch, "First"), cancellationToken);
        await Eventually.TrueAsync(
            "The checks' end",
            async () =>
            {
                var detail = await bob.GetAsync<ProposalDetail>($"proposals/{proposal.Id}", cancellationToken);
                detail.Proposal.Checks.ShouldNotBe("failed", string.Join("; ", [.. detail.Checks.Select(check => check.Error), .. detail.PlanProblems]));
                return detail.Proposal.Checks == "passed";
            },
            cancellationToken);
        await bob.PostAsync($"proposals/{proposal.Id}/approve", null, cancellationToken);
        await bob.PostAsync<DeploymentSummary>($"proposals/{proposal.Id}/merge", null, cancellationToken);
    }

    private async Task PushAsync(string url, ApiClient who, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(url) { UserName = "alice", Password = await who.TokenAsync(cancellationToken) };
        await GitAsync(cancellationToken, "init", "--quiet", $"--initial-branch={Branch}");
        await GitAsync(cancellationToken, "add", ".");
        await GitAsync(cancellationToken, "-c", "user.name=alice", "-c", "user.email=alice@example.com", "commit", "--quiet", "--message=First");
        await GitAsync(cancellationToken, "push", "--quiet", address.Uri.AbsoluteUri, Branch);
    }

    private async Task GitAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _folder, RedirectStandardError = true })
            ?? throw new InvalidOperationException("git did not start.");
        var error = await git.StandardError.ReadToEndAsync(cancellationToken);
        await git.WaitForExitAsync(cancellationToken);
        git.ExitCode.ShouldBe(0, error);
    }
}

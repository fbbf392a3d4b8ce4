using System.Diagnostics;
using Twinyard.Chaos.Plans;

namespace Twinyard.Chaos.Deploys;

/// <summary>The repository as its author has it: one commit a plan, each on top of the one before.</summary>
internal sealed class WorkingCopy(string folder, string starts)
{
    public Task InitAsync(CancellationToken cancellationToken) => GitAsync(cancellationToken, "init", "--quiet", "--initial-branch=work");

    /// <returns>The commit.</returns>
    public async Task<string> CommitAsync(Plan plan, CancellationToken cancellationToken)
    {
        foreach (var (path, text) in PlanFiles.Of(plan, starts))
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file) ?? folder);
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }

        await GitAsync(cancellationToken, "add", ".");
        await GitAsync(cancellationToken, "-c", "user.name=alice", "-c", "user.email=alice@example.com", "commit", "--quiet", $"--message=Plan {plan.Number}");
        return (await GitAsync(cancellationToken, "rev-parse", "HEAD")).Trim();
    }

    public Task PushAsync(Uri address, string branch, CancellationToken cancellationToken) =>
        GitAsync(cancellationToken, "push", "--quiet", address.AbsoluteUri, $"HEAD:refs/heads/{branch}");

    /// <exception cref="IOException">git failed, for example because the server has died.</exception>
    private async Task<string> GitAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("git did not start.");
        try
        {
            var error = git.StandardError.ReadToEndAsync(cancellationToken);
            var output = await git.StandardOutput.ReadToEndAsync(cancellationToken);
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0 ? output : throw new IOException($"git {arguments[0]} failed: {await error}");
        }
        finally
        {
            if (!git.HasExited)
            {
                git.Kill(entireProcessTree: true);
            }
        }
    }
}

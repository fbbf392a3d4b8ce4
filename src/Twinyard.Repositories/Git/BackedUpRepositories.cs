using Twinyard.Platform.Backups;
using Twinyard.Platform.Results;

namespace Twinyard.Repositories.Git;

/// <summary>Whether the repositories of a backup hold every object that their branches lead to.</summary>
internal sealed class BackedUpRepositories(GitProgram git) : IBackupCheck
{
    private const int MostOutput = 4096;

    public async Task<Result<Done>> CheckAsync(string folder, CancellationToken cancellationToken)
    {
        var repositories = Path.Combine(folder, Path.GetFileName(git.Root));
        foreach (var repository in Directory.Exists(repositories) ? Directory.GetDirectories(repositories, "*.git") : [])
        {
            var output = await git.RunAsync(["--git-dir", repository, "fsck", "--connectivity-only", "--no-dangling", "--no-progress"], ReadOnlyMemory<byte>.Empty, MostOutput, cancellationToken);
            if (!output.IsOk)
            {
                return new FailedError("backup-repository-broken", $"The repository {Path.GetFileName(repository)} is not whole in the backup: {output.Complaint}", "Check the repository itself with `git fsck`, and take another backup.");
            }
        }

        return Done.Value;
    }
}

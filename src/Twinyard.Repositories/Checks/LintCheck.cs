using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Trees;

namespace Twinyard.Repositories.Checks;

/// <summary>The check that needs no script: can everything the commit declares be deployed, and which further checks does it ask for?</summary>
internal sealed class LintCheck(Database database, DeclaredTreeReader reader, DeployPlanner planner)
{
    public async Task<LintFinding> RunAsync(GitRepository repository, string commit, CancellationToken cancellationToken)
    {
        var tree = await reader.ReadAsync(repository, commit, cancellationToken);
        var plan = await database.ReadAsync(session => planner.PlanAsync(repository.Name, tree, session, cancellationToken), cancellationToken);
        var (steps, problems) = await ReadStepsAsync(repository, commit, cancellationToken);
        return new LintFinding(tree.Resources.Count, steps, [.. plan.Problems, .. problems]);
    }

    private static async Task<(IReadOnlyList<CheckStep> Steps, IReadOnlyList<Problem> Problems)> ReadStepsAsync(
        GitRepository repository, string commit, CancellationToken cancellationToken)
    {
        var entries = await repository.ListTreeAsync(commit, cancellationToken);
        if (entries.FirstOrDefault(entry => entry.Path == DeclarationFiles.Checks) is not { } manifest)
        {
            return ([], []);
        }

        var files = entries.Where(entry => entry.IsFile).Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        await using var blobs = new BlobReader(repository);
        return ChecksManifest.Read(await blobs.ReadTextAsync(manifest.Blob, cancellationToken), files.Contains);
    }
}

/// <param name="Resources">How many resources the commit declares.</param>
internal sealed record LintFinding(int Resources, IReadOnlyList<CheckStep> Steps, IReadOnlyList<Problem> Problems);

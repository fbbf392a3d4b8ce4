using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Trees;

namespace Twinyard.Repositories.Checks;

/// <summary>The check that needs no step: can everything the commit declares be deployed, and which further checks does it ask for?</summary>
internal sealed class LintCheck(Database database, DeclaredTreeReader reader, DeployPlanner planner, ResourceKinds resources, CheckKinds kinds, TreeLimits limits)
{
    private const string Role = "role";

    public async Task<LintFinding> RunAsync(GitRepository repository, string commit, CancellationToken cancellationToken)
    {
        var tree = await reader.ReadAsync(repository, commit, cancellationToken);
        var checks = await ReadChecksAsync(repository, commit, cancellationToken);
        return await database.ReadAsync(
            async session =>
            {
                var plan = await planner.PlanAsync(repository.Name, tree, session, cancellationToken);
                var roles = await CheckRolesAsync(checks, tree, session, cancellationToken);
                return new LintFinding(tree.Resources.Count, plan.Changes, checks.Steps, [.. plan.Problems, .. checks.Problems, .. roles]);
            },
            cancellationToken);
    }

    private async Task<ChecksDeclaration> ReadChecksAsync(GitRepository repository, string commit, CancellationToken cancellationToken)
    {
        var entries = (await repository.ListTreeAsync(commit, limits.Files, cancellationToken)).Entries;
        if (entries.FirstOrDefault(entry => entry.Path == DeclarationFiles.Checks) is not { } manifest)
        {
            return ChecksDeclaration.Empty;
        }

        if (manifest.Size > 4 * ManifestDocument.MaximumLength)
        {
            return ChecksDeclaration.Empty with { Problems = [new Problem(manifest.Path, 1, 1, "", $"The file has {manifest.Size:N0} bytes, which is more than is read.")] };
        }

        var files = entries.Where(entry => entry.IsFile).Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        await using var blobs = new BlobReader(repository);
        return ChecksManifest.Read(await blobs.ReadTextAsync(manifest.Blob, cancellationToken), files.Contains, kinds);
    }

    private async Task<IReadOnlyList<Problem>> CheckRolesAsync(ChecksDeclaration checks, DeclaredTree tree, DbSession session, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        foreach (var (approvals, place) in checks.Approvals)
        {
            var isDeclared = tree.Resources.Any(resource => resource.Kind.Kind == Role && resource.Name == approvals.Role);
            if (!isDeclared && (resources.Find(Role) is not { } kind || !await kind.ExistsAsync(approvals.Role, session, cancellationToken)))
            {
                problems.Add(place with { Message = $"There is no role '{approvals.Role}': nobody could ever approve in it." });
            }
        }

        return problems;
    }
}

/// <param name="Resources">How many resources the commit declares.</param>
/// <param name="Changes">What a deploy would do.</param>
internal sealed record LintFinding(
    int Resources, IReadOnlyList<ResourceChange> Changes, IReadOnlyList<CheckStep> Steps, IReadOnlyList<Problem> Problems);

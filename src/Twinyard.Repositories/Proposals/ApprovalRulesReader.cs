using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Twinyard.Repositories.Checks;
using Twinyard.Repositories.Git;
using Twinyard.Repositories.Plans;

namespace Twinyard.Repositories.Proposals;

/// <summary>
/// Reads who has to approve from <c>checks.yaml</c> of what is deployed, and not of the proposal: a change cannot lower the bar for itself.
/// The configured number is the least that is asked for.
/// </summary>
internal sealed class ApprovalRulesReader(CheckKinds kinds, IOptions<RepositoriesOptions> options)
{
    private const int MaximumKnown = 1000;
    private readonly ConcurrentDictionary<string, ApprovalRules> _known = new(StringComparer.Ordinal);

    /// <param name="deployed">Empty before the first deployment.</param>
    public async Task<ApprovalRules> ReadAsync(GitRepository repository, string deployed, CancellationToken cancellationToken)
    {
        if (deployed.Length == 0)
        {
            return new ApprovalRules(options.Value.ApprovalsNeeded, []);
        }

        if (_known.TryGetValue(deployed, out var known))
        {
            return known;
        }

        if (_known.Count >= MaximumKnown)
        {
            _known.Clear();
        }

        // Its places were checked before it was deployed.
        var roles = await FindAsync(repository, deployed, cancellationToken) is { } manifest ? ChecksManifest.Read(manifest, _ => true, kinds).Approvals : [];
        return _known[deployed] = new ApprovalRules(Math.Max(options.Value.ApprovalsNeeded, roles.Sum(rule => rule.Approvals.Count)), [.. roles.Select(rule => rule.Approvals)]);
    }

    // Whether the file is there is asked first: that git cannot answer must not seem to be that nobody has to approve.
    private static async Task<string?> FindAsync(GitRepository repository, string commit, CancellationToken cancellationToken)
    {
        var listed = await repository.RequireAsync(["ls-tree", "-z", "--full-tree", "--name-only", commit, "--", DeclarationFiles.Checks], cancellationToken);
        return listed.Parts.Length == 0 ? null : (await repository.RequireAsync(["cat-file", "blob", $"{commit}:{DeclarationFiles.Checks}"], cancellationToken)).Text;
    }
}

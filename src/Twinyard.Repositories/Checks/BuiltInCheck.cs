using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Proposals;
using Twinyard.Twins;

namespace Twinyard.Repositories.Checks;

/// <summary>Runs a step of a built-in kind on exactly the checked commit, laid out in a folder that goes with it.</summary>
internal sealed class BuiltInCheck(
    CheckKinds kinds,
    RepositoryCatalog catalog,
    DeclaredTreeReader reader,
    ICommitSource commits,
    ILogStreams logs,
    HomeDirectory home,
    IOptions<RepositoriesOptions> options,
    TimeProvider time)
{
    public async Task<CheckVerdict> RunAsync(CheckRow check, ProposalRow proposal, CancellationToken cancellationToken)
    {
        if (kinds.Find(check.Kind) is not { } kind)
        {
            return CheckVerdict.Failed($"This server has no checks of the kind '{check.Kind}'; there are {string.Join(", ", kinds.Names)}.");
        }

        var timeout = TimeSpan.FromMilliseconds(check.TimeoutMs);
        using var patience = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        CheckVerdict verdict;
        try
        {
            verdict = await RunAsync(kind, check, proposal, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            verdict = CheckVerdict.Failed($"It had not ended after {timeout.TotalSeconds:0.###} s. Give the step a longer timeout, or less to do.");
        }

        await logs.AppendAsync(check.LogStream, [.. verdict.Findings.Select(finding => new LogLine(time.GetUtcNow(), "twinyard", finding.ToString()))], cancellationToken);
        return verdict;
    }

    private async Task<CheckVerdict> RunAsync(ICheckKind kind, CheckRow check, ProposalRow proposal, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(home.Runs, $"check-{check.Id}-tree");
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            var laidOut = await commits.MaterializeAsync(check.Head, folder, cancellationToken);
            if (!laidOut.IsOk)
            {
                return CheckVerdict.Failed(laidOut.Error.ToString());
            }

            var declared = await reader.ReadAsync(catalog.Open(proposal.Repository), check.Head, cancellationToken);
            var tree = new CheckedTree
            {
                Repository = proposal.Repository,
                Commit = check.Head,
                Folder = folder,
                Declarations = [.. declared.Resources.Select(resource => new CheckedDeclaration(resource.Kind.Kind, resource.Name, resource.Specification))],
                CheckId = check.Id,
                Role = options.Value.CheckRole,
            };
            return await kind.RunAsync(check.Specification, tree, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

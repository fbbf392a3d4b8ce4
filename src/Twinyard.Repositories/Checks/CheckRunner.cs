using System.Text.Json;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Checks;

/// <summary>Runs the checks that wait, one after another, on the elected node. What a server that is gone was running runs again.</summary>
internal sealed partial class CheckRunner(
    Database database,
    RepositoryCatalog catalog,
    ProposalStore proposals,
    CheckStore checks,
    CheckQueue queue,
    LintCheck lint,
    CheckScript scripts,
    BuiltInCheck builtIns,
    CheckChanges changes,
    ProposalEvents events,
    ILogStreams logs,
    IIdGenerator ids,
    TimeProvider time,
    ILogger<CheckRunner> logger) : IBackgroundWork, IElectedService
{
    private const int MaximumError = 16 * 1024;

    public string Name => "repositories.checks";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public bool IsForElectedNode => true;

    public WorkSignal Signal => queue.Signal;

    public async Task<Result<Done>> TakeUpAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(session => checks.RequeueAsync(session, cancellationToken), cancellationToken);
        return Done.Value;
    }

    // The pass under way ends with the term; what it ran is queued again by the next elected node.
    public Task LayDownAsync() => Task.CompletedTask;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(session => checks.ClaimAsync(time.NowMicros(), session, cancellationToken), cancellationToken) is { } check)
        {
            changes.Raise();
            using var running = queue.Enter(check.Id, cancellationToken);
            await RunAsync(check, running.Token, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task RunAsync(CheckRow check, CancellationToken cancelled, CancellationToken stopping)
    {
        IReadOnlyList<CheckStep> steps = [];
        var (error, detail) = ("", "");
        try
        {
            var proposal = await database.ReadAsync(session => proposals.FindAsync(check.ProposalId, session, cancelled), cancelled)
                ?? throw new InvalidOperationException($"Check {check.Id} belongs to the proposal {check.ProposalId}, which is not there.");
            if (check.Kind == CheckRow.Lint)
            {
                (steps, error, detail) = await LintAsync(check, proposal, cancelled);
            }
            else if (check.Kind == CheckStep.Script)
            {
                error = await scripts.RunAsync(check, proposal, cancelled);
            }
            else
            {
                var verdict = await builtIns.RunAsync(check, proposal, cancelled);
                detail = string.Join('\n', verdict.Findings);
                error = string.Join('\n', verdict.Findings.Where(finding => !finding.IsGood).Select(finding => finding.Text));
            }
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // Cancelled by a newer head, which has said so already, or by the server's end, after which it runs again.
            await logs.CompleteAsync(check.LogStream, CancellationToken.None);
            return;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogBroken(e, check.Name, check.ProposalId);
            error = $"The check could not be run: {e.Message}";
        }

        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await EndAsync(check, steps, Cut(error), Cut(detail));
        await logs.CompleteAsync(check.LogStream, CancellationToken.None);
    }

    private static string Cut(string text) => text.Length > MaximumError ? text[..MaximumError] + " …" : text;

    private async Task<(IReadOnlyList<CheckStep> Steps, string Error, string Detail)> LintAsync(CheckRow check, ProposalRow proposal, CancellationToken cancellationToken)
    {
        var finding = await lint.RunAsync(catalog.Open(proposal.Repository), check.Head, cancellationToken);
        var lines = finding.Problems.Count == 0
            ? [$"{finding.Resources} resources are declared well; {finding.Steps.Count} further checks follow.", .. finding.Changes.Select(change => $"A deploy would {change.Change} the {change.Kind} {change.Name}.")]
            : finding.Problems.Select(problem => problem.ToString()).ToList();
        await logs.AppendAsync(check.LogStream, [.. lines.Select(line => new LogLine(time.GetUtcNow(), "twinyard", line))], cancellationToken);
        var text = string.Join('\n', lines);
        return finding.Problems.Count == 0 ? (finding.Steps, "", text) : ([], text, "");
    }

    private Task EndAsync(CheckRow check, IReadOnlyList<CheckStep> steps, string error, string detail) => database.WriteAsync(
        async session =>
        {
            var none = CancellationToken.None;
            if (!await checks.EndAsync(check.Id, error.Length == 0 ? CheckState.Passed : CheckState.Failed, error, detail, time.NowMicros(), session, none))
            {
                return;
            }

            // In the same transaction as the end of lint: there is no moment at which all checks seem to have passed.
            for (var i = 0; i < steps.Count; i++)
            {
                await checks.InsertAsync(
                    new CheckRow
                    {
                        Id = ids.NewId().ToString("D"),
                        ProposalId = check.ProposalId,
                        Head = check.Head,
                        Position = i + 1,
                        Name = steps[i].Name,
                        Kind = steps[i].Kind,
                        Script = steps[i].Kind == CheckStep.Script ? steps[i].Specification : "",
                        Specification = steps[i].Kind != CheckStep.Script ? steps[i].Specification : steps[i].Egress is { } egress ? JsonSerializer.Serialize(egress) : "",
                        TimeoutMs = (long)steps[i].Timeout.TotalMilliseconds,
                    },
                    session,
                    none);
            }

            session.OnCommitted(changes.Raise);
            var proposal = await proposals.FindAsync(check.ProposalId, session, none);
            if (proposal is { Checks: CheckState.Passed or CheckState.Failed } && proposal.Head == check.Head)
            {
                await events.ProposalAsync($"checks.{proposal.Checks}", proposal, "", session, none);
            }
        },
        CancellationToken.None);
}

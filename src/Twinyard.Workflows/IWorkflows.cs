using Twinyard.Access;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows;

/// <summary>Deployed workflows, their ledgers and their runs.</summary>
public interface IWorkflows
{
    /// <summary>By name. Retired workflows are not listed; their runs and ledgers stay readable.</summary>
    Task<Page<WorkflowSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<WorkflowDetail>> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Newest first: every tick, event and request of the workflow, and what became of it.</summary>
    Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, PageRequest page, CancellationToken cancellationToken);

    /// <summary>As above, of the lines that are asked for.</summary>
    Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, LedgerFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// The ticks of the deployed schedules in the window that nothing ran for: no line on the ledger, missed, or superseded. Unless it is a dry
    /// run, each gets one run, marked as a backfill; asked again, a tick that is being filled or has been is no gap any more.
    /// </summary>
    Task<Result<BackfillPlan>> BackfillAsync(string name, BackfillRequest request, Principal principal, CancellationToken cancellationToken);

    /// <summary>What has become of the ticks that were filled in a window; <paramref name="to"/> is not part of it.</summary>
    Task<Result<BackfillProgress>> BackfillProgressAsync(string name, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Ends the filling: ticks that have no run yet are cancelled.</summary>
    /// <returns>Their number.</returns>
    Task<Result<int>> StopBackfillAsync(string name, Principal principal, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="workflow">Only this workflow's; null for all.</param>
    /// <param name="state">Only runs in this state; null for all.</param>
    Task<Result<Page<RunSummary>>> RunsAsync(string? workflow, string? state, PageRequest page, CancellationToken cancellationToken);

    Task<Result<RunDetail>> RunAsync(string id, CancellationToken cancellationToken);

    /// <summary>What the run executed, on what, what it read and what it left.</summary>
    Task<Result<RunRecord>> RecordAsync(string id, CancellationToken cancellationToken);

    /// <summary>What the run's attempts left as evidence, such as the executed notebook; newest attempt first.</summary>
    Task<Result<IReadOnlyList<RunArtifact>>> ArtifactsAsync(string id, CancellationToken cancellationToken);

    /// <param name="attempt">Null for the newest attempt that has one.</param>
    Task<Result<byte[]>> ArtifactAsync(string id, string name, int? attempt, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a request on the ledger and queues its run, in one transaction. Where the overlap policy says no, the ledger says so
    /// and the result is a <see cref="ConflictError"/>.
    /// </summary>
    Task<Result<RunDetail>> StartAsync(string name, StartRunRequest request, Principal principal, CancellationToken cancellationToken);

    /// <summary>
    /// Queues a run that goes on from the steps of one that did not succeed, of the same occurrence and commit. Where that is not possible, such as
    /// because what the steps left is gone, the error says why and how to run again.
    /// </summary>
    Task<Result<RunDetail>> ResumeAsync(string id, ResumeRunRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// A waiting run ends at once; a running one is asked to end, and its process group is killed. One that is committing its
    /// outputs or has ended is a <see cref="ConflictError"/>.
    /// </summary>
    Task<Result<RunDetail>> CancelAsync(string id, Principal principal, CancellationToken cancellationToken);
}

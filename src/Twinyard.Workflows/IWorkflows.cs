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

    /// <summary>As above, only the lines of one outcome.</summary>
    Task<Result<Page<OccurrenceEntry>>> LedgerAsync(string name, string outcome, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="workflow">Only this workflow's; null for all.</param>
    /// <param name="state">Only runs in this state; null for all.</param>
    Task<Result<Page<RunSummary>>> RunsAsync(string? workflow, string? state, PageRequest page, CancellationToken cancellationToken);

    Task<Result<RunDetail>> RunAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a request on the ledger and queues its run, in one transaction. Where the overlap policy says no, the ledger says so
    /// and the result is a <see cref="ConflictError"/>.
    /// </summary>
    Task<Result<RunDetail>> StartAsync(string name, StartRunRequest request, Principal principal, CancellationToken cancellationToken);

    /// <summary>
    /// A waiting run ends at once; a running one is asked to end, and its process group is killed. One that is committing its
    /// outputs or has ended is a <see cref="ConflictError"/>.
    /// </summary>
    Task<Result<RunDetail>> CancelAsync(string id, Principal principal, CancellationToken cancellationToken);
}

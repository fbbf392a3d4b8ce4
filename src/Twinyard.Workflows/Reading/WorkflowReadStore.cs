using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Workflows.Reading;

internal sealed class WorkflowReadStore
{
    private const string Select =
        """
        SELECT w.name AS Name, w.commit_id AS CommitId, w.proposal AS Proposal, w.approver AS Approver, w.specification AS Specification,
            w.deployed_at AS DeployedAt, o.outcome AS LastOutcome, o.due_at AS LastAt, r.id AS LastRunId, r.state AS LastRunState,
            (SELECT MIN(t.next_due) FROM workflow_triggers t WHERE t.workflow = w.name) AS NextDue,
            (SELECT COUNT(*) FROM runs a WHERE a.workflow = w.name AND a.state IN ('queued', 'running', 'committing')) AS ActiveRuns
        FROM workflows w
        LEFT JOIN occurrences o ON o.id = (SELECT x.id FROM occurrences x WHERE x.workflow = w.name ORDER BY x.due_at DESC, x.id DESC LIMIT 1)
        LEFT JOIN runs r ON r.id = (SELECT y.id FROM runs y WHERE y.workflow = w.name ORDER BY y.id DESC LIMIT 1)
        """;

    /// <summary>By name, one more than the page holds.</summary>
    public Task<IReadOnlyList<WorkflowListRow>> ListAsync(PageRequest page, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<WorkflowListRow>(
            $"{Select} WHERE w.retired_at IS NULL AND w.name > @After ORDER BY w.name LIMIT @Limit",
            new { After = page.After ?? "", Limit = (long)page.Size + 1 },
            cancellationToken);

    public Task<WorkflowListRow?> FindAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<WorkflowListRow>($"{Select} WHERE w.retired_at IS NULL AND w.name = @Name", new { Name = name }, cancellationToken);

    /// <summary>Whether the name was ever deployed: a retired workflow keeps its ledger.</summary>
    public async Task<bool> WasDeployedAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        await session.FirstAsync<long>("SELECT COUNT(*) FROM workflows WHERE name = @Name", new { Name = name }, cancellationToken) > 0;

    /// <summary>The name nearest to a wrong one comes from these.</summary>
    public Task<IReadOnlyList<string>> NamesAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT name FROM workflows WHERE retired_at IS NULL ORDER BY name LIMIT 1000", null, cancellationToken);
}

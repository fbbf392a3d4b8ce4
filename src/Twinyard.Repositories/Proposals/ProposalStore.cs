using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Repositories.Proposals;

internal sealed class ProposalStore
{
    private const string Select =
        """
        SELECT p.id AS Id, p.repository AS Repository, p.branch AS Branch, p.title AS Title, p.author AS Author, p.head AS Head,
            p.state AS State, p.opened_at AS OpenedAt, p.merged_at AS MergedAt,
            (SELECT COUNT(*) FROM repositories_approvals a WHERE a.proposal_id = p.id AND a.head = p.head) AS Approvals,
            (SELECT COUNT(*) FROM repositories_checks c WHERE c.proposal_id = p.id AND c.head = p.head AND c.state = 'pending') AS Pending,
            (SELECT COUNT(*) FROM repositories_checks c WHERE c.proposal_id = p.id AND c.head = p.head AND c.state = 'running') AS Running,
            (SELECT COUNT(*) FROM repositories_checks c WHERE c.proposal_id = p.id AND c.head = p.head AND c.state = 'passed') AS Passed,
            (SELECT COUNT(*) FROM repositories_checks c WHERE c.proposal_id = p.id AND c.head = p.head AND c.state = 'failed') AS Failed
        FROM repositories_proposals p
        """;

    /// <summary>The next number; the counter's row is locked until the unit of work ends.</summary>
    public Task<long> NextIdAsync(DbSession session, CancellationToken cancellationToken) =>
        session.FirstAsync<long>("UPDATE repositories_counters SET value = value + 1 WHERE name = 'proposal' RETURNING value", null, cancellationToken);

    public Task InsertAsync(ProposalRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_proposals (id, repository, branch, title, author, head, state, opened_at, merged_at)
            VALUES (@Id, @Repository, @Branch, @Title, @Author, @Head, @State, @OpenedAt, @MergedAt)
            """,
            row,
            cancellationToken);

    public Task<ProposalRow?> FindAsync(long id, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<ProposalRow>($"{Select} WHERE p.id = @Id", new { Id = id }, cancellationToken);

    public Task<ProposalRow?> FindOpenAsync(string repository, string branch, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<ProposalRow>(
            $"{Select} WHERE p.repository = @Repository AND p.branch = @Branch AND p.state = 'open'",
            new { Repository = repository, Branch = branch },
            cancellationToken);

    /// <summary>The proposal that brought a commit as its head, the merged one first.</summary>
    public Task<ProposalRow?> FindByHeadAsync(string commit, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<ProposalRow>(
            $"{Select} WHERE p.head = @Commit ORDER BY CASE p.state WHEN 'merged' THEN 0 WHEN 'open' THEN 1 ELSE 2 END, p.id DESC LIMIT 1",
            new { Commit = commit },
            cancellationToken);

    public async Task<Page<ProposalRow>> ListAsync(string? repository, string? state, PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<ProposalRow>(
            $"""
            {Select}
            WHERE (@Repository = '' OR p.repository = @Repository) AND (@State = '' OR p.state = @State) AND (@Before = 0 OR p.id < @Before)
            ORDER BY p.id DESC LIMIT @Limit
            """,
            new { Repository = repository ?? "", State = state ?? "", Before = long.TryParse(page.After, out var before) ? before : 0, Limit = page.Size + 1 },
            cancellationToken);
        return Page<ProposalRow>.Cut(rows, page.Size, row => row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public Task SetTitleAsync(long id, string title, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE repositories_proposals SET title = @Title WHERE id = @Id", new { Id = id, Title = title }, cancellationToken);

    public Task SetHeadAsync(long id, string head, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE repositories_proposals SET head = @Head WHERE id = @Id", new { Id = id, Head = head }, cancellationToken);

    /// <returns>False when it is not open or its head is another one.</returns>
    public async Task<bool> EndAsync(long id, string head, string state, long? mergedAt, DbSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "UPDATE repositories_proposals SET state = @State, merged_at = @MergedAt WHERE id = @Id AND state = 'open' AND head = @Head",
            new { Id = id, Head = head, State = state, MergedAt = mergedAt },
            cancellationToken) == 1;
}

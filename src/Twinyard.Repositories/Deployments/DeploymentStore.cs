using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Repositories.Deployments;

internal sealed class DeploymentStore
{
    private const string Columns =
        "id AS Id, repository AS Repository, commit_id AS CommitId, tree AS Tree, previous AS Previous, proposal_id AS ProposalId, title AS Title, "
        + "author AS Author, approvers AS Approvers, merged_by AS MergedBy, changes AS Changes, deployed_at AS DeployedAt";

    public Task InsertAsync(DeploymentRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_deployments
                (id, repository, commit_id, tree, previous, proposal_id, title, author, approvers, merged_by, changes, deployed_at)
            VALUES (@Id, @Repository, @CommitId, @Tree, @Previous, @ProposalId, @Title, @Author, @Approvers, @MergedBy, @Changes, @DeployedAt)
            """,
            row,
            cancellationToken);

    public async Task<Page<DeploymentRow>> ListAsync(string? repository, PageRequest page, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<DeploymentRow>(
            $"""
            SELECT {Columns} FROM repositories_deployments
            WHERE (@Repository = '' OR repository = @Repository) AND (@Before = '' OR id < @Before)
            ORDER BY id DESC LIMIT @Limit
            """,
            new { Repository = repository ?? "", Before = page.After ?? "", Limit = page.Size + 1 },
            cancellationToken);
        return Page<DeploymentRow>.Cut(rows, page.Size, row => row.Id);
    }

    public Task<DeploymentRow?> FindByProposalAsync(long proposalId, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<DeploymentRow>($"SELECT {Columns} FROM repositories_deployments WHERE proposal_id = @Id", new { Id = proposalId }, cancellationToken);

    public Task<DeploymentRow?> FindByCommitAsync(string commit, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<DeploymentRow>(
            $"SELECT {Columns} FROM repositories_deployments WHERE commit_id = @Commit ORDER BY id DESC LIMIT 1",
            new { Commit = commit },
            cancellationToken);
}

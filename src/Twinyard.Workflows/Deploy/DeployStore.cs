using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Workflows.Deploy;

internal sealed class DeployStore
{
    public async Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<NamedSpecification>(
            "SELECT name AS Name, specification AS Specification FROM workflows WHERE retired_at IS NULL", null, cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Specification, StringComparer.Ordinal);
    }

    public async Task PutAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        var row = new
        {
            Name = name,
            Specification = specification,
            CommitId = context.Commit,
            Proposal = context.ProposalId,
            context.Approver,
            DeployedAt = context.At.ToUnixMicros(),
        };
        await session.ExecuteAsync(
            """
            INSERT INTO workflows (name, commit_id, proposal, approver, specification, deployed_at)
            VALUES (@Name, @CommitId, @Proposal, @Approver, @Specification, @DeployedAt)
            ON CONFLICT (name) DO UPDATE SET commit_id = excluded.commit_id, proposal = excluded.proposal, approver = excluded.approver,
                specification = excluded.specification, deployed_at = excluded.deployed_at, retired_at = NULL
            """,
            row,
            cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO workflow_versions (workflow, commit_id, proposal, approver, specification, deployed_at)
            VALUES (@Name, @CommitId, @Proposal, @Approver, @Specification, @DeployedAt)
            ON CONFLICT (workflow, commit_id) DO UPDATE SET proposal = excluded.proposal, approver = excluded.approver,
                specification = excluded.specification, deployed_at = excluded.deployed_at
            """,
            row,
            cancellationToken);
    }

    public Task RetireAsync(string name, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE workflows SET retired_at = @Now WHERE name = @Name AND retired_at IS NULL", new { Name = name, Now = now }, cancellationToken);

    private sealed class NamedSpecification
    {
        public required string Name { get; init; }

        public required string Specification { get; init; }
    }
}

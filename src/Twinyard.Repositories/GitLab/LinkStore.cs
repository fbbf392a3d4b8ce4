using Twinyard.Platform.Data;

namespace Twinyard.Repositories.GitLab;

internal sealed class LinkStore
{
    private const string Columns =
        "repository AS Repository, url AS Url, project_id AS ProjectId, project_path AS ProjectPath, remote AS Remote, default_branch AS DefaultBranch, "
        + "unsealed_token AS UnsealedToken, secret_hash AS SecretHash, linked_by AS LinkedBy, linked_at AS LinkedAt, problem AS Problem";

    public Task<LinkRow?> FindAsync(string repository, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<LinkRow>($"SELECT {Columns} FROM repositories_gitlab WHERE repository = @Repository", new { Repository = repository }, cancellationToken);

    public Task<IReadOnlyList<LinkRow>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<LinkRow>($"SELECT {Columns} FROM repositories_gitlab ORDER BY repository", null, cancellationToken);

    /// <summary>Those whose token is not sealed.</summary>
    public Task<IReadOnlyList<LinkRow>> UnsealedAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<LinkRow>($"SELECT {Columns} FROM repositories_gitlab WHERE unsealed_token <> '' ORDER BY repository {session.ForUpdate}", null, cancellationToken);

    public Task ClearTokensAsync(DbSession session, CancellationToken cancellationToken) =>
        session.OverwriteAsync("UPDATE repositories_gitlab SET unsealed_token = '' WHERE unsealed_token <> ''", null, cancellationToken);

    /// <summary>In place of the one before.</summary>
    public Task PutAsync(LinkRow row, DbSession session, CancellationToken cancellationToken) =>
        session.OverwriteAsync(
            """
            INSERT INTO repositories_gitlab (repository, url, project_id, project_path, remote, default_branch, unsealed_token, secret_hash, linked_by, linked_at, problem)
            VALUES (@Repository, @Url, @ProjectId, @ProjectPath, @Remote, @DefaultBranch, @UnsealedToken, @SecretHash, @LinkedBy, @LinkedAt, @Problem)
            ON CONFLICT (repository) DO UPDATE SET url = excluded.url, project_id = excluded.project_id, project_path = excluded.project_path,
                remote = excluded.remote, default_branch = excluded.default_branch, unsealed_token = excluded.unsealed_token, secret_hash = excluded.secret_hash,
                linked_by = excluded.linked_by, linked_at = excluded.linked_at, problem = excluded.problem
            """,
            row,
            cancellationToken);

    public Task SetProblemAsync(string repository, string problem, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE repositories_gitlab SET problem = @Problem WHERE repository = @Repository", new { Repository = repository, Problem = problem }, cancellationToken);

    /// <returns>False when there is none.</returns>
    public async Task<bool> DeleteAsync(string repository, DbSession session, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM repositories_gitlab_deliveries WHERE repository = @Repository", new { Repository = repository }, cancellationToken);
        return await session.ExecuteAsync("DELETE FROM repositories_gitlab WHERE repository = @Repository", new { Repository = repository }, cancellationToken) == 1;
    }
}

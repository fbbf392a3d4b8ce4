using Twinyard.Platform.Data;

namespace Twinyard.Repositories.Pushes;

/// <summary>Who brought which commit.</summary>
internal sealed class PushStore
{
    public Task InsertAsync(PushRow row, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO repositories_pushes (id, repository, branch, commit_id, pushed_by, pushed_at)
            VALUES (@Id, @Repository, @Branch, @CommitId, @PushedBy, @PushedAt)
            """,
            row,
            cancellationToken);

    /// <summary>The commits that this principal pushed as a tip.</summary>
    public Task<IReadOnlyList<string>> ListPushersAsync(string repository, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("SELECT DISTINCT pushed_by FROM repositories_pushes WHERE repository = @Repository", new { Repository = repository }, cancellationToken);

    public Task<IReadOnlyList<string>> ListCommitsAsync(string repository, string pushedBy, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>(
            "SELECT DISTINCT commit_id FROM repositories_pushes WHERE repository = @Repository AND pushed_by = @PushedBy",
            new { Repository = repository, PushedBy = pushedBy },
            cancellationToken);
}

using Twinyard.Platform.Data;

namespace Twinyard.Access.People;

internal sealed class SignInFailureStore
{
    public Task<SignInFailureRow?> FindAsync(DbSession session, string subject, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<SignInFailureRow>("SELECT subject AS Subject, failures AS Failures, last_at AS LastAt FROM access_sign_in_failures WHERE subject = @subject", new { subject }, cancellationToken);

    public Task CountAsync(DbSession session, string subject, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_sign_in_failures (subject, failures, last_at) VALUES (@subject, 1, @now)
            ON CONFLICT (subject) DO UPDATE SET failures = access_sign_in_failures.failures + 1, last_at = excluded.last_at
            """,
            new { subject, now },
            cancellationToken);

    public Task TakeOffAsync(DbSession session, string subject, CancellationToken cancellationToken) =>
        session.ExecuteAsync("UPDATE access_sign_in_failures SET failures = failures - 1 WHERE subject = @subject AND failures > 0", new { subject }, cancellationToken);

    public Task RemoveAsync(DbSession session, string subject, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_sign_in_failures WHERE subject = @subject", new { subject }, cancellationToken);

    public Task RemoveOldAsync(DbSession session, long before, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_sign_in_failures WHERE last_at < @before", new { before }, cancellationToken);
}

using Twinyard.Platform.Data;

namespace Twinyard.Access.SignIn;

internal sealed class SignInTicketStore
{
    public Task InsertAsync(DbSession session, SignInTicketRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_sign_in_tickets (hash, principal_kind, principal_name, role, expires_at)
            VALUES (@Hash, @PrincipalKind, @PrincipalName, @Role, @ExpiresAt)
            """,
            row,
            cancellationToken);

    /// <summary>Takes the ticket away, so that of two who present it one gets it.</summary>
    public Task<SignInTicketRow?> TakeAsync(DbSession session, string hash, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<SignInTicketRow>(
            """
            DELETE FROM access_sign_in_tickets WHERE hash = @hash
            RETURNING hash AS Hash, principal_kind AS PrincipalKind, principal_name AS PrincipalName, role AS Role, expires_at AS ExpiresAt
            """,
            new { hash },
            cancellationToken);

    public Task RemoveOfPersonAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_sign_in_tickets WHERE principal_kind = 'user' AND principal_name = @name", new { name }, cancellationToken);

    public Task RemoveExpiredAsync(DbSession session, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_sign_in_tickets WHERE expires_at <= @now", new { now }, cancellationToken);
}

internal sealed class SignInTicketRow
{
    public required string Hash { get; init; }

    public required string PrincipalKind { get; init; }

    public required string PrincipalName { get; init; }

    public required string Role { get; init; }

    public required long ExpiresAt { get; init; }
}

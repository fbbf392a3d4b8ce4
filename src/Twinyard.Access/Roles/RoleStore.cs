using Twinyard.Platform.Data;

namespace Twinyard.Access.Roles;

internal sealed class RoleStore
{
    public Task<IReadOnlyList<RoleRow>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<RoleRow>(
            """
            SELECT name AS Name, description AS Description, policy AS Policy, origin AS Origin, updated_at AS UpdatedAt, trust AS Trust, boundary AS Boundary, longest_session AS LongestSession
            FROM access_roles ORDER BY name
            """,
            null,
            cancellationToken);

    /// <summary>Brings a built-in role up to the product's version; leaves one alone that a deploy has replaced.</summary>
    public Task PutBuiltInAsync(DbSession session, string name, string description, string policy, long now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_roles (name, description, policy, origin, updated_at)
            VALUES (@name, @description, @policy, 'built-in', @now)
            ON CONFLICT (name) DO UPDATE SET description = excluded.description, policy = excluded.policy, updated_at = excluded.updated_at
            WHERE access_roles.origin = 'built-in' AND (access_roles.policy <> excluded.policy OR access_roles.description <> excluded.description)
            """,
            new { name, description, policy, now },
            cancellationToken);

    public Task PutDeployedAsync(DbSession session, RoleRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO access_roles (name, description, policy, origin, updated_at, trust, boundary, longest_session)
            VALUES (@Name, @Description, @Policy, 'deployed', @UpdatedAt, @Trust, @Boundary, @LongestSession)
            ON CONFLICT (name) DO UPDATE SET description = excluded.description, policy = excluded.policy, origin = 'deployed', updated_at = excluded.updated_at,
                trust = excluded.trust, boundary = excluded.boundary, longest_session = excluded.longest_session
            """,
            row,
            cancellationToken);

    public Task DeleteAsync(DbSession session, string name, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM access_roles WHERE name = @name", new { name }, cancellationToken);
}

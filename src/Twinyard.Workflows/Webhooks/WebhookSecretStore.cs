using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Webhooks;

internal sealed class WebhookSecretStore
{
    /// <returns>Null where there is no secret; otherwise the secret as an earlier version kept it, empty where it is sealed.</returns>
    public Task<string?> FindAsync(string workflow, string webhook, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>(
            "SELECT unsealed FROM webhook_secrets WHERE workflow = @Workflow AND webhook = @Webhook", new { Workflow = workflow, Webhook = webhook }, cancellationToken);

    /// <summary>That there is a secret, which is sealed. In place of the one before.</summary>
    public Task PutAsync(string workflow, string webhook, string by, long now, DbSession session, CancellationToken cancellationToken) =>
        session.OverwriteAsync(
            """
            INSERT INTO webhook_secrets (workflow, webhook, unsealed, created_at, created_by) VALUES (@Workflow, @Webhook, '', @Now, @By)
            ON CONFLICT (workflow, webhook) DO UPDATE SET unsealed = '', created_at = excluded.created_at, created_by = excluded.created_by
            """,
            new { Workflow = workflow, Webhook = webhook, By = by, Now = now },
            cancellationToken);

    public Task<IReadOnlyList<(string Workflow, string Webhook, string Secret)>> UnsealedAsync(DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<(string Workflow, string Webhook, string Secret)>(
            $"SELECT workflow, webhook, unsealed FROM webhook_secrets WHERE unsealed <> '' ORDER BY workflow, webhook {session.ForUpdate}", null, cancellationToken);

    public Task ClearAsync(DbSession session, CancellationToken cancellationToken) =>
        session.OverwriteAsync("UPDATE webhook_secrets SET unsealed = '' WHERE unsealed <> ''", null, cancellationToken);

    /// <returns>The webhooks that had one.</returns>
    public Task<IReadOnlyList<string>> DeleteAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("DELETE FROM webhook_secrets WHERE workflow = @Workflow RETURNING webhook", new { Workflow = workflow }, cancellationToken);
}

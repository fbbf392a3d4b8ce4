using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Webhooks;

internal sealed class WebhookSecretStore
{
    public Task<string?> FindAsync(string workflow, string webhook, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>(
            "SELECT secret FROM webhook_secrets WHERE workflow = @Workflow AND webhook = @Webhook", new { Workflow = workflow, Webhook = webhook }, cancellationToken);

    /// <summary>In place of the one before.</summary>
    public Task PutAsync(string workflow, string webhook, string secret, string by, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO webhook_secrets (workflow, webhook, secret, created_at, created_by) VALUES (@Workflow, @Webhook, @Secret, @Now, @By)
            ON CONFLICT (workflow, webhook) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, created_by = excluded.created_by
            """,
            new { Workflow = workflow, Webhook = webhook, Secret = secret, By = by, Now = now },
            cancellationToken);

    /// <summary>A secret does not outlive its workflow.</summary>
    public Task DeleteAsync(string workflow, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync("DELETE FROM webhook_secrets WHERE workflow = @Workflow", new { Workflow = workflow }, cancellationToken);
}

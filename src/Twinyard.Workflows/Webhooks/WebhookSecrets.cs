using Twinyard.Access.Secrets.Sealed;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Webhooks;

/// <summary>What senders sign their deliveries with: sealed, since a signature is checked by making it again.</summary>
internal sealed class WebhookSecrets(Database database, WebhookSecretStore store, ISealedValues values) : IPlainValues
{
    public string What => "secrets of webhooks";

    /// <summary>In place of the one before.</summary>
    public async Task PutAsync(string workflow, string webhook, string secret, string by, long now, DbSession session, SealedWriter writer, CancellationToken cancellationToken)
    {
        await store.PutAsync(workflow, webhook, by, now, session, cancellationToken);
        await writer.PutAsync(SealedName(workflow, webhook), secret, cancellationToken);
    }

    /// <returns>Null where there is none; a failure where its key is not there or is another.</returns>
    public async Task<Result<string?>> FindAsync(string workflow, string webhook, CancellationToken cancellationToken)
    {
        var unsealed = await database.ReadAsync(session => store.FindAsync(workflow, webhook, session, cancellationToken), cancellationToken);
        return unsealed is "" ? await values.FindAsync(SealedName(workflow, webhook), cancellationToken) : Result<string?>.Ok(unsealed);
    }

    /// <summary>A secret does not outlive its workflow.</summary>
    public async Task DeleteAsync(string workflow, DbSession session, CancellationToken cancellationToken)
    {
        foreach (var webhook in await store.DeleteAsync(workflow, session, cancellationToken))
        {
            await values.DeleteAsync(SealedName(workflow, webhook), session, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<PlainValue>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        [.. (await store.UnsealedAsync(session, cancellationToken)).Select(row => new PlainValue(SealedName(row.Workflow, row.Webhook), row.Secret))];

    public Task ClearAsync(DbSession session, CancellationToken cancellationToken) => store.ClearAsync(session, cancellationToken);

    private static string SealedName(string workflow, string webhook) => $"webhook/{workflow}/{webhook}";
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Checks;

namespace Twinyard.Repositories.GitLab;

/// <summary>Takes what GitLab's webhooks deliver: durable when it is answered, acted on afterwards, once however often it is sent.</summary>
internal sealed class GitLabDesk(Database database, LinkStore links, DeliveryStore deliveries, CheckChanges changes, IIdGenerator ids, TimeProvider time)
{
    /// <summary>Bytes of a delivery's body.</summary>
    public const int MaximumBody = 4 * 1024 * 1024;

    private const int LongestId = 200;
    private static readonly UnauthenticatedError Refused = new(
        "gitlab-secret", "The delivery does not carry the secret of a linked repository.", "Set the secret token of the webhook to what `twinyard repo link` was given.");

    /// <param name="secret">The header <c>X-Gitlab-Token</c>.</param>
    /// <param name="delivery">The header <c>Idempotency-Key</c>, the same each time a delivery is sent; empty where an older GitLab sends none.</param>
    /// <returns>Whether it is acted on.</returns>
    public async Task<Result<bool>> ReceiveAsync(string repository, string secret, string delivery, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var link = await database.ReadAsync(session => links.FindAsync(repository, session, cancellationToken), cancellationToken);
        // Hashes of the same length whatever was sent, and the same work where there is no link.
        var given = Encoding.ASCII.GetBytes(ContentHash.Of(Encoding.UTF8.GetBytes(secret)));
        var isRight = CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(link?.SecretHash ?? new string('0', given.Length)));
        if (!isRight || link is null)
        {
            return Refused;
        }

        var read = GitLabPayload.Read(body);
        if (!read.IsOk)
        {
            return read.Error;
        }

        var (project, change) = read.Value;
        if (project != link.ProjectId)
        {
            return new InvalidError("gitlab-project", $"The delivery is of the project {project}, and {repository} is linked to {link.ProjectPath} ({link.ProjectId}).", "Add the webhook to that project.");
        }

        if (change is null)
        {
            return false;
        }

        var row = new DeliveryRow
        {
            Id = delivery.Length is > 0 and <= LongestId ? $"{repository}/{delivery}" : ids.NewId().ToString("D"),
            Repository = repository,
            Change = JsonSerializer.Serialize(change),
            ReceivedAt = time.NowMicros(),
        };
        await database.WriteAsync(
            async session =>
            {
                if (await deliveries.InsertAsync(row, session, cancellationToken))
                {
                    session.OnCommitted(changes.GitLab.Raise);
                }
            },
            cancellationToken);
        return true;
    }
}

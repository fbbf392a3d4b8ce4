using System.Security.Cryptography;
using System.Text.Json;
using Twinyard.Access.Sessions;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Trust;

/// <summary>The environments whose signatures count here.</summary>
internal sealed class TrustedEnvironments(Database database, TrustStore store, SessionStore sessions, IServerAddress server, TimeProvider time)
{
    /// <summary>Trusts the environment by the keys of the document, and no more by those that it had before.</summary>
    /// <param name="name">As the caller knows it; the document must be of that environment.</param>
    public async Task<Result<TrustedEnvironment>> TrustAsync(string name, KeyDocument document, string by, CancellationToken cancellationToken)
    {
        if (!LabelName.IsGood(name) || document.Environment != name)
        {
            return new InvalidError("environment-name", $"The key document is of the environment '{document.Environment}', and not of '{name}'.", "Name the environment as it names itself: `twinyard whoami` there.");
        }

        if (name == server.Environment)
        {
            return new InvalidError("environment-name", $"This environment is called {name} too, so their principals could not be told apart.", "Give the other environment another name when it is made: `twinyard init --environment NAME`.");
        }

        if (document.Problem() is { } problem)
        {
            return problem;
        }

        var row = new TrustedEnvironmentRow { Name = name, TrustedBy = by, TrustedAt = time.NowMicros() };
        await database.WriteAsync(
            async session =>
            {
                await store.PutAsync(session, row, cancellationToken);
                await store.RemoveKeysAsync(session, name, cancellationToken);
                foreach (var key in document.Keys)
                {
                    await store.PutAsync(session, new TrustedKeyRow { Environment = name, Id = key.Id, PublicKey = JsonSerializer.Serialize(key) }, cancellationToken);
                }
            },
            cancellationToken);
        return Summary(row, document.Keys.Select(key => key.Id));
    }

    public Task<Page<TrustedEnvironment>> ListAsync(PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = Page<TrustedEnvironmentRow>.Cut(await store.ListAsync(session, page.After, page.Size + 1, cancellationToken), page.Size, row => row.Name);
            var environments = new List<TrustedEnvironment>();
            foreach (var row in rows.Items)
            {
                environments.Add(Summary(row, (await store.KeysAsync(session, row.Name, cancellationToken)).Select(key => key.Id)));
            }

            return new Page<TrustedEnvironment>(environments, rows.Next);
        },
        cancellationToken);

    /// <summary>Its signatures count no more, and the sessions that they began end.</summary>
    public Task<Result<UntrustedEnvironment>> UntrustAsync(string name, CancellationToken cancellationToken) => database.TryWriteAsync<UntrustedEnvironment>(
        async session =>
        {
            if (await store.RemoveAsync(session, name, cancellationToken) == 0)
            {
                return new NotFoundError("environment-not-trusted", $"The environment {name} is not trusted here.", "List those that are: `twinyard env list`.");
            }

            await store.RemoveKeysAsync(session, name, cancellationToken);
            return new UntrustedEnvironment(name, await sessions.RevokeOfAsync(session, name, time.NowMicros(), cancellationToken));
        },
        cancellationToken);

    /// <summary>To be disposed of.</summary>
    /// <returns>Empty where the environment is not trusted.</returns>
    public async Task<IReadOnlyList<SigningKey>> KeysAsync(string environment, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(session => store.KeysAsync(session, environment, cancellationToken), cancellationToken))
            .Select(row => new SigningKey(row.Id, JsonSerializer.Deserialize<PublicKey>(row.PublicKey)?.Open() ?? throw new CryptographicException($"The key {row.Id} of {environment} is not one any more.")))];

    private static TrustedEnvironment Summary(TrustedEnvironmentRow row, IEnumerable<string> keys) => new(row.Name, [.. keys], row.TrustedBy, UnixMicros.FromUnixMicros(row.TrustedAt));
}

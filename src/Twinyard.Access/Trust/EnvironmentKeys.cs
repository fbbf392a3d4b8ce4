using System.Security.Cryptography;
using System.Text.Json;
using Twinyard.Access.Secrets;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Trust;

/// <summary>
/// The keys with which the environment signs. The first is made when it is asked for; the private parts are encrypted with the keys of secrets, so that every node has them.
/// A new one is published before it signs: until then those that trust this environment take over its document.
/// </summary>
internal sealed class EnvironmentKeys(Database database, EnvironmentKeyStore store, SecretStore secrets, SecretKeys keys, SecretCipher cipher, IServerAddress server, TimeProvider time)
{
    public async Task<Result<KeyDocument>> DocumentAsync(CancellationToken cancellationToken) => (await ExistingAsync(cancellationToken)).Map(Document);

    /// <summary>The key that signs now; to be disposed of.</summary>
    public async Task<Result<SigningKey>> SignerAsync(CancellationToken cancellationToken)
    {
        var rows = await ExistingAsync(cancellationToken);
        var ring = rows.IsOk ? keys.Load() : rows.Error;
        var opened = ring.IsOk ? cipher.Open(SealedName(rows.Value[0].Id), 1, rows.Value[0].Sealed, ring.Value, keys.Place) : ring.Error;
        return opened.Map(text =>
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
            return new SigningKey(rows.Value[0].Id, key);
        });
    }

    /// <param name="finish">Whether the new key is to sign, and the old one to go; otherwise a new one is made and published.</param>
    public Task<Result<KeyDocument>> RotateAsync(bool finish, CancellationToken cancellationToken) => database.AloneAsync<Result<KeyDocument>>(
        SecretVault.Turn,
        async () =>
        {
            var rows = await database.ReadAsync(session => store.ListAsync(session, cancellationToken), cancellationToken);
            if (finish && rows.Count < 2)
            {
                return new ConflictError("rotation-not-begun", "There is no new key to change over to.", "Make one with `twinyard env rotate-key`, and give its document to the environments that trust this one.");
            }

            if (!finish && rows.Count >= 2)
            {
                return new ConflictError("rotation-begun", $"A new key is published already: {rows[^1].Id}.", "Once the environments that trust this one have taken it over, change to it: `twinyard env rotate-key --finish`.");
            }

            if (!finish)
            {
                return (await AddAsync(rows, cancellationToken)).Map(Document);
            }

            await database.WriteAsync(session => store.DeleteOthersAsync(session, rows[^1].Id, cancellationToken), cancellationToken);
            return Document([rows[^1]]);
        },
        cancellationToken);

    /// <summary>Encrypts the private parts again, with the ring's current key.</summary>
    /// <returns>How many.</returns>
    public Task<Result<int>> SealAgainAsync(KeyRing ring, CancellationToken cancellationToken) => database.TryWriteAsync<int>(
        async session =>
        {
            var others = (await store.ListAsync(session, cancellationToken)).Where(row => row.KeyId != ring.Current.Id).ToArray();
            foreach (var row in others)
            {
                var opened = cipher.Open(SealedName(row.Id), 1, row.Sealed, ring, keys.Place);
                if (!opened.IsOk)
                {
                    return opened.Error;
                }

                await store.SealAgainAsync(session, Row(row.Id, row.PublicKey, opened.Value, ring.Current, row.CreatedAt), cancellationToken);
            }

            return others.Length;
        },
        cancellationToken);

    private async Task<Result<IReadOnlyList<EnvironmentKeyRow>>> ExistingAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.ListAsync(session, cancellationToken), cancellationToken);
        return rows.Count > 0
            ? Result<IReadOnlyList<EnvironmentKeyRow>>.Ok(rows)
            : await database.AloneAsync(
                SecretVault.Turn,
                async () => await database.ReadAsync(session => store.ListAsync(session, cancellationToken), cancellationToken) is { Count: > 0 } made
                    ? Result<IReadOnlyList<EnvironmentKeyRow>>.Ok(made)
                    : await AddAsync([], cancellationToken),
                cancellationToken);
    }

    private async Task<Result<IReadOnlyList<EnvironmentKeyRow>>> AddAsync(IReadOnlyList<EnvironmentKeyRow> before, CancellationToken cancellationToken)
    {
        var used = await database.ReadAsync(session => secrets.KeysAsync(session, cancellationToken), cancellationToken);
        var ring = keys.LoadOrMake(isFirst: used.Count == 0);
        if (!ring.IsOk)
        {
            return ring.Error;
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = PublicKey.Of(key);
        // Later than the last one whatever the clock says, as the order says which one signs.
        var now = Math.Max(time.NowMicros(), before.Count == 0 ? 0 : before[^1].CreatedAt + 1);
        var row = Row(made.Id, JsonSerializer.Serialize(made), Convert.ToBase64String(key.ExportPkcs8PrivateKey()), ring.Value.Current, now);
        await database.WriteAsync(session => store.InsertAsync(session, row, cancellationToken), cancellationToken);
        return Result<IReadOnlyList<EnvironmentKeyRow>>.Ok([.. before, row]);
    }

    private EnvironmentKeyRow Row(string id, string publicKey, string privateKey, MasterKey with, long now)
    {
        var closed = cipher.Seal(SealedName(id), 1, privateKey, with);
        return new EnvironmentKeyRow { Id = id, PublicKey = publicKey, KeyId = closed.KeyId, SealedKey = closed.Key, SealedValue = closed.Value, CreatedAt = now };
    }

    private KeyDocument Document(IReadOnlyList<EnvironmentKeyRow> rows) => new(server.Environment, [.. rows.Select(row => JsonSerializer.Deserialize<PublicKey>(row.PublicKey)!)]);

    // No secret can have this name.
    private static string SealedName(string id) => $"environment-key:{id}";
}

using Twinyard.Access.Secrets.Keys;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Secrets.Sealed;

/// <summary>
/// Who puts a value holds the turn of who changes keys, taken before its transaction begins: a rotation is over by then, or finds the value when it begins, so no key goes
/// that a value needs.
/// </summary>
internal sealed class SealedValues(Database database, SealedValueStore store, SecretStore secrets, SecretKeys keys, SecretCipher cipher, TimeProvider time) : ISealedValues
{
    public Task<Result<T>> WriteAsync<T>(Func<DbSession, SealedWriter, Task<Result<T>>> work, CancellationToken cancellationToken) => database.AloneAsync<Result<T>>(
        SecretVault.Turn,
        async () =>
        {
            var used = await database.ReadAsync(session => secrets.KeysAsync(session, cancellationToken), cancellationToken);
            var ring = keys.LoadOrMake(isFirst: used.Count == 0);
            return ring.IsOk
                ? await database.TryWriteAsync(session => work(session, new SealedWriter(store, session, (name, value) => Seal(name, value, ring.Value.Current, time.NowMicros()))), cancellationToken)
                : ring.Error;
        },
        cancellationToken);

    public async Task<Result<string?>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = await TryFindAsync(name, cancellationToken);
        // A rotation may have come between the row and the keys.
        return found.Error?.Code == "secret-key-missing" ? await TryFindAsync(name, cancellationToken) : found;
    }

    public Task DeleteAsync(string name, DbSession session, CancellationToken cancellationToken) => store.DeleteAsync(name, session, cancellationToken);

    /// <summary>Encrypts some with the ring's current key, in one transaction.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    public Task<Result<int>> SealAgainAsync(KeyRing ring, int most, CancellationToken cancellationToken) => database.TryWriteAsync<int>(
        async session =>
        {
            var rows = await store.OfOtherKeysAsync(ring.Current.Id, most, session, cancellationToken);
            foreach (var row in rows)
            {
                var value = cipher.Open(SealedName(row.Name), 1, row.Sealed, ring, keys.Place);
                if (!value.IsOk)
                {
                    return value.Error;
                }

                await store.SealAgainAsync(Seal(row.Name, value.Value, ring.Current, row.CreatedAt), session, cancellationToken);
            }

            return rows.Count;
        },
        cancellationToken);

    private async Task<Result<string?>> TryFindAsync(string name, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => store.FindAsync(name, session, cancellationToken), cancellationToken) is not { } row)
        {
            return Result<string?>.Ok(null);
        }

        var ring = keys.Load();
        return ring.IsOk ? cipher.Open(SealedName(name), 1, row.Sealed, ring.Value, keys.Place).Map<string?>(value => value) : ring.Error;
    }

    private SealedValueRow Seal(string name, string value, MasterKey key, long now)
    {
        var closed = cipher.Seal(SealedName(name), 1, value, key);
        return new SealedValueRow { Name = name, KeyId = closed.KeyId, SealedKey = closed.Key, SealedValue = closed.Value, CreatedAt = now };
    }

    // No secret can have this name, nor a key of the environment.
    private static string SealedName(string name) => $"sealed:{name}";
}

using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Secrets.Sealed;
using Twinyard.Access.Trust;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets;

/// <summary>
/// Makes a new key, puts it on disk beside the others, and encrypts everything again with it, with new data keys. Until the last version is written all keys are there, so
/// whatever ends it half-way, every version has its key; asked again, it begins anew.
/// </summary>
internal sealed class SecretKeyRotation(Database database, SecretStore store, SecretKeys keys, SecretCipher cipher, SealedValues values, EnvironmentKeys environment)
{
    private const int Batch = 50;

    /// <param name="dropOld">Whether older keys are taken out of the file at the end. A copy of the data from before the rotation needs them.</param>
    public Task<Result<KeyRotation>> RotateAsync(bool dropOld, CancellationToken cancellationToken) =>
        database.AloneAsync(SecretVault.Turn, () => RotateAloneAsync(dropOld, cancellationToken), cancellationToken);

    private async Task<Result<KeyRotation>> RotateAloneAsync(bool dropOld, CancellationToken cancellationToken)
    {
        var used = await database.ReadAsync(session => store.KeysAsync(session, cancellationToken), cancellationToken);
        var known = keys.LoadOrMake(isFirst: used.Count == 0);
        if (!known.IsOk)
        {
            return known.Error;
        }

        if (used.FirstOrDefault(id => known.Value.Find(id) is null) is { } missing)
        {
            return new FailedError("secret-key-missing", $"Secrets are encrypted with the key {missing}, which is not in {keys.Place}.", "Put that key back from where a copy is kept. Nothing was changed.");
        }

        if (keys.AreConfigured && used.All(id => id == known.Value.Current.Id))
        {
            return new ConflictError(
                "secret-key-configured", $"The keys are in {keys.Place}, and everything is encrypted with the last of them already.", "Add a new one behind it (`echo $(openssl rand -hex 8) $(openssl rand -base64 32)`), start the server anew, and rotate again.");
        }

        var ring = keys.AreConfigured ? known : keys.Keep(known.Value.WithNewKey());
        if (!ring.IsOk)
        {
            return ring.Error;
        }

        var sealedAgain = await SealAgainAsync(ring.Value, cancellationToken);
        if (!sealedAgain.IsOk)
        {
            return sealedAgain.Error;
        }

        var left = dropOld && !keys.AreConfigured ? keys.Keep(ring.Value.OnlyCurrent()) : ring;
        return left.Map(kept => new KeyRotation(kept.Current.Id, sealedAgain.Value, [.. kept.Keys.Select(key => key.Id).Where(id => id != kept.Current.Id)]));
    }

    /// <returns>How many versions; values and keys that nobody has set are not counted.</returns>
    private async Task<Result<int>> SealAgainAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        var versions = await UntilNoneAsync(() => SealAgainAsync(ring, Batch, cancellationToken));
        var unnamed = versions.IsOk ? await UntilNoneAsync(() => values.SealAgainAsync(ring, Batch, cancellationToken)) : versions;
        var own = unnamed.IsOk ? await environment.SealAgainAsync(ring, cancellationToken) : unnamed;
        return own.IsOk ? versions : own;
    }

    private static async Task<Result<int>> UntilNoneAsync(Func<Task<Result<int>>> some)
    {
        var all = 0;
        while (true)
        {
            var done = await some();
            if (!done.IsOk || done.Value == 0)
            {
                return done.Map(_ => all);
            }

            all += done.Value;
        }
    }

    /// <summary>Encrypts some with the ring's current key, in one transaction.</summary>
    /// <returns>How many; 0 when none is left.</returns>
    internal Task<Result<int>> SealAgainAsync(KeyRing ring, int most, CancellationToken cancellationToken) => database.TryWriteAsync<int>(
        async session =>
        {
            var rows = await store.OfOtherKeysAsync(ring.Current.Id, most, session, cancellationToken);
            foreach (var row in rows)
            {
                var value = cipher.Open(row.Name, (int)row.Version, row.Sealed, ring, keys.Place);
                if (!value.IsOk)
                {
                    return value.Error;
                }

                var again = cipher.Seal(row.Name, (int)row.Version, value.Value, ring.Current);
                await store.SealAgainAsync(SecretVersionRow.Of(row.Name, (int)row.Version, again, row.CreatedBy, row.CreatedAt), session, cancellationToken);
            }

            return rows.Count;
        },
        cancellationToken);
}

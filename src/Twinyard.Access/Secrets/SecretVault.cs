using System.Text;
using Microsoft.Extensions.Options;
using Twinyard.Access.Audit;
using Twinyard.Access.Policies;
using Twinyard.Access.Secrets.Keys;
using Twinyard.Access.Secrets.Masking;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Secrets;

/// <summary>Sets, reads, lists and deletes secrets. What is stored is encrypted; no error has a value.</summary>
internal sealed class SecretVault(
    Database database, SecretStore store, SecretKeys keys, SecretCipher cipher, IEnumerable<ISecretUsers> users, IAccessEvaluator access, IAuditTrail audit, IOptions<SecretsOptions> options, TimeProvider time) : ISecrets
{
    /// <summary>Who changes secrets or keys does so alone.</summary>
    public const string Turn = "access-secrets";

    /// <summary>Largest value, in bytes of UTF-8.</summary>
    public const int LargestValue = 64 * 1024;

    public const int MostSecrets = 1000;

    private const int LongestDescription = 1000;

    /// <summary>Makes the next version, and removes the oldest beyond those that are kept.</summary>
    /// <param name="description">Null to leave it as it is.</param>
    /// <param name="by">Who sets it.</param>
    public async Task<Result<SecretSummary>> SetAsync(string name, string value, string? description, string by, CancellationToken cancellationToken)
    {
        if (Problem(name, value, description) is { } problem)
        {
            return problem;
        }

        return await database.AloneAsync<Result<SecretSummary>>(
            Turn,
            async () =>
            {
                var used = await database.ReadAsync(session => store.KeysAsync(session, cancellationToken), cancellationToken);
                var ring = keys.LoadOrMake(isFirst: used.Count == 0);
                return ring.IsOk ? await database.TryWriteAsync(session => SetAsync(name, value, description, by, ring.Value.Current, session, cancellationToken), cancellationToken) : ring.Error;
            },
            cancellationToken);
    }

    public Task<Page<SecretSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var named = await UsersAsync(session, cancellationToken);
            return (await store.ListAsync(page, session, cancellationToken)).Map(row => row.ToSummary(named));
        },
        cancellationToken);

    public Task<Result<SecretDetail>> DescribeAsync(string name, CancellationToken cancellationToken) => database.ReadAsync<Result<SecretDetail>>(
        async session => await store.SummaryAsync(name, session, cancellationToken) is { } row
            ? new SecretDetail(row.ToSummary(await UsersAsync(session, cancellationToken)), [.. (await store.VersionsAsync(name, session, cancellationToken)).Select(version => version.ToSummary())])
            : await UnknownAsync(name, session, cancellationToken),
        cancellationToken);

    /// <param name="version">Null for the newest.</param>
    public async Task<Result<SecretValue>> GetAsync(string name, int? version, CancellationToken cancellationToken)
    {
        var read = await TryGetAsync(name, version, cancellationToken);
        // A rotation may have come between the row and the keys.
        return read.Error?.Code == "secret-key-missing" ? await TryGetAsync(name, version, cancellationToken) : read;
    }

    public async Task<Result<string>> ReadAsync(string name, CancellationToken cancellationToken) => (await GetAsync(name, null, cancellationToken)).Map(secret => secret.Value);

    public async Task<Result<RunSecrets>> OpenAsync(Principal principal, IReadOnlyCollection<SecretUse> uses, CancellationToken cancellationToken)
    {
        var opened = new List<RunSecret>();
        foreach (var named in uses.GroupBy(use => use.Name, StringComparer.Ordinal))
        {
            var decision = await access.DecideAsync(principal, SecretUse.Action, SecretUse.Resource(named.Key), cancellationToken);
            if (!decision.Allowed)
            {
                access.Refuse(principal, SecretUse.Action, SecretUse.Resource(named.Key), decision);
                return SecretReferences.Denied(principal.Role, named.Key, decision.Reason);
            }

            var read = await audit.DoAsync(
                principal, SecretUse.Action, SecretUse.Resource(named.Key), decision.Reason, _ => GetAsync(named.Key, null, cancellationToken), cancellationToken);
            if (!read.IsOk)
            {
                return read.Error;
            }

            opened.AddRange(named.Select(use => new RunSecret(use, read.Value.Version, read.Value.Value)));
        }

        return RunSecrets.Of(opened);
    }

    /// <summary>All versions; not while something deployed or configured names it.</summary>
    public Task<Result<Done>> DeleteAsync(string name, CancellationToken cancellationToken) => database.AloneAsync(
        Turn,
        () => database.TryWriteAsync<Done>(
            async session =>
            {
                if (await store.SummaryAsync(name, session, cancellationToken) is not { } row)
                {
                    return await UnknownAsync(name, session, cancellationToken);
                }

                var named = row.ToSummary(await UsersAsync(session, cancellationToken)).Users;
                if (named.Count > 0)
                {
                    return new ConflictError("secret-in-use", $"The secret {name} is named by {string.Join(", ", named)}.", "Take it out there first: merge a change that does not name it.");
                }

                await store.DeleteVersionsAsync(name, row.Version, session, cancellationToken);
                await store.DeleteAsync(name, time.NowMicros(), session, cancellationToken);
                return Done.Value;
            },
            cancellationToken),
        cancellationToken);

    public async Task<NotFoundError> UnknownAsync(string name, DbSession session, CancellationToken cancellationToken)
    {
        var known = await store.NamesAsync(session, cancellationToken);
        return new NotFoundError("secret-not-found", $"There is no secret '{name}'.{Suggestion.For(name, [.. known])}", "Set it: `twinyard secret set NAME`.");
    }

    private static Error? Problem(string name, string value, string? description)
    {
        if (!SecretName.IsName(name))
        {
            return new InvalidError("secret-name-invalid", $"'{name}' cannot name a secret.", SecretName.Rule);
        }

        if (description?.Length > LongestDescription)
        {
            return new InvalidError("secret-description-invalid", $"The description has more than {LongestDescription} characters.", "Shorten it.");
        }

        // Found by its beginning, which blanks at the start of a line would be everywhere.
        if (value.Trim().Length < SecretForms.Shortest)
        {
            return new InvalidError("secret-too-short", $"The value has less than {SecretForms.Shortest} characters, blanks at its ends aside; it could not be masked in logs.", "Give a longer one.");
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            return new InvalidError("secret-value-invalid", "The value has a zero byte, which no environment variable can hold.", "Encode it, for example as base64.");
        }

        return Encoding.UTF8.GetByteCount(value) > LargestValue
            ? new LimitError("secret-too-large", $"The value has more than {LargestValue:N0} bytes.", "Put what is larger into a bucket, and set the password that it is encrypted with.")
            : null;
    }

    private async Task<Result<SecretSummary>> SetAsync(string name, string value, string? description, string by, MasterKey key, DbSession session, CancellationToken cancellationToken)
    {
        var last = await store.LastVersionAsync(name, session, cancellationToken);
        if ((await store.NamesAsync(session, cancellationToken)) is { Count: >= MostSecrets } names && !names.Contains(name))
        {
            return new LimitError("secrets-too-many", $"There are {MostSecrets:N0} secrets already.", "Delete some: `twinyard secret list` says what uses them.");
        }

        var version = (int)(last ?? 0) + 1;
        await store.PutAsync(name, description, version, session, cancellationToken);
        await store.InsertAsync(SecretVersionRow.Of(name, version, cipher.Seal(name, version, value, key), by, time.NowMicros()), session, cancellationToken);
        await store.DeleteVersionsAsync(name, version - options.Value.KeepVersions, session, cancellationToken);
        var row = await store.SummaryAsync(name, session, cancellationToken) ?? throw new InvalidOperationException($"The secret {name} is not there right after it was set.");
        return row.ToSummary(await UsersAsync(session, cancellationToken));
    }

    private async Task<Result<SecretValue>> TryGetAsync(string name, int? version, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync<Result<SecretVersionRow>>(
            async session => await store.FindAsync(name, version, session, cancellationToken) is { } row ? row
                : await store.VersionsAsync(name, session, cancellationToken) is { Count: > 0 } kept
                    ? new NotFoundError("secret-version-not-found", $"Version {version} of the secret {name} is not kept.", $"There are {kept[^1].Version} to {kept[0].Version}.")
                    : await UnknownAsync(name, session, cancellationToken),
            cancellationToken);
        var ring = found.IsOk ? keys.Load() : found.Error;
        if ((found.Error ?? ring.Error) is { } error)
        {
            return error;
        }

        var secret = found.Value;
        return cipher.Open(name, (int)secret.Version, secret.Sealed, ring.Value, keys.Place).Map(value => new SecretValue(name, (int)secret.Version, value));
    }

    private async Task<IReadOnlyList<SecretUser>> UsersAsync(DbSession session, CancellationToken cancellationToken)
    {
        var named = new List<SecretUser>();
        foreach (var room in users)
        {
            named.AddRange(await room.ListAsync(session, cancellationToken));
        }

        return named;
    }
}

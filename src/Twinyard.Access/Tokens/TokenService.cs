using Twinyard.Access.Roles;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Tokens;

internal sealed class TokenService(Database database, TokenStore store, RoleDirectory roles, IEnumerable<ISessionSource> sources, TimeProvider time) : ITokens
{
    private static readonly string NoSuchToken = TokenSecret.Hash("");

    private static readonly UnauthenticatedError Unknown = new(
        "token-unknown", "The token is not known here.", "Check that it belongs to this environment, or create a new one: `twinyard token create`.");

    private readonly Dictionary<string, ISessionSource> _sources = sources.ToDictionary(source => source.Kind, StringComparer.Ordinal);

    public async Task<IssuedToken> IssueAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        if (await roles.FindAsync(request.Principal.Role, cancellationToken) is null)
        {
            throw new ArgumentException($"There is no role {request.Principal.Role} for {request.Principal.Kind}/{request.Principal.Name}.", nameof(request));
        }

        return await database.WriteAsync(session => IssueAsync(session, request, cancellationToken), cancellationToken);
    }

    /// <summary>In a transaction; whether the role exists is not asked.</summary>
    public async Task<IssuedToken> IssueAsync(DbSession session, TokenRequest request, CancellationToken cancellationToken)
    {
        var (row, token) = NewToken(request);
        await store.InsertAsync(session, row, cancellationToken);
        return token;
    }

    public Task<Result<Principal>> AuthenticateAsync(string secret, CancellationToken cancellationToken) =>
        SessionToken.Parse(secret) is { } session ? SessionAsync(session.Kind, session.Name, session.Secret, cancellationToken) : TokenAsync(secret, cancellationToken);

    private async Task<Result<Principal>> TokenAsync(string secret, CancellationToken cancellationToken)
    {
        var row = TokenSecret.IdOf(secret) is { } id
            ? await database.ReadAsync(session => store.FindAsync(session, id, cancellationToken), cancellationToken)
            : null;

        // The comparison is made also where there is nothing to compare with, so that ids cannot be told apart by time.
        if (!TokenSecret.HashesEqual(TokenSecret.Hash(secret), row?.Hash ?? NoSuchToken) || row is null)
        {
            return Unknown;
        }

        return Ended(row) is { } ended ? ended : row.ToPrincipal() with { Credential = row.Id };
    }

    public async Task<Result<Done>> CheckAsync(Principal principal, CancellationToken cancellationToken)
    {
        if (principal.Credential is not { } id)
        {
            return Done.Value;
        }

        if (id.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot)
        {
            var held = await FindSessionAsync(id[..dot], id[(dot + 1)..], cancellationToken);
            return held is null ? Unknown : Ended(held) is { } over ? over : Done.Value;
        }

        var row = await database.ReadAsync(session => store.FindAsync(session, id, cancellationToken), cancellationToken);
        return row is null ? Unknown : Ended(row) is { } ended ? ended : Done.Value;
    }

    public Task RevokeAsync(string principalKind, string principalName, CancellationToken cancellationToken) =>
        database.WriteAsync(session => store.RevokeAsync(session, principalKind, principalName, time.NowMicros(), cancellationToken), cancellationToken);

    public async Task<Result<Done>> RevokeAsync(string id, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => store.RevokeAsync(session, id, time.NowMicros(), cancellationToken), cancellationToken) == 0
            ? new NotFoundError("token-not-found", $"There is no token {id}.")
            : Done.Value;

    public async Task<Page<TokenInfo>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        // A cursor is the id of the last token seen; one that is gone meanwhile ends the list.
        var last = page.After is null
            ? null
            : await database.ReadAsync(session => store.FindAsync(session, page.After, cancellationToken), cancellationToken);
        if (page.After is not null && last is null)
        {
            return new Page<TokenInfo>([], null);
        }

        var rows = await database.ReadAsync(
            session => store.ListAsync(session, last?.CreatedAt ?? long.MaxValue, last?.Id ?? "", page.Size + 1, cancellationToken),
            cancellationToken);
        return Page<TokenRow>.Cut(rows, page.Size, row => row.Id).Map(row => row.ToInfo());
    }

    private async Task<Result<Principal>> SessionAsync(string kind, string name, string secret, CancellationToken cancellationToken)
    {
        var held = await FindSessionAsync(kind, name, cancellationToken);
        if (!TokenSecret.HashesEqual(SessionToken.Hash(secret), held?.Hash ?? NoSuchToken) || held is null)
        {
            return Unknown;
        }

        return Ended(held) is { } ended ? ended : held.Principal with { Credential = $"{kind}.{name}" };
    }

    private async Task<HeldSession?> FindSessionAsync(string kind, string name, CancellationToken cancellationToken) =>
        _sources.GetValueOrDefault(kind) is { } source ? await source.FindAsync(name, cancellationToken) : null;

    private UnauthenticatedError? Ended(TokenRow row) =>
        row.RevokedAt is not null ? new UnauthenticatedError("token-revoked", $"The token {row.Id} was revoked.", "Create a new one: `twinyard token create`.")
        : row.ExpiresAt <= time.NowMicros() ? new UnauthenticatedError("token-expired", $"The token {row.Id} has expired.", "Create a new one: `twinyard token create`.")
        : null;

    private UnauthenticatedError? Ended(HeldSession held) =>
        held.Ended is { } ended ? new UnauthenticatedError("session-ended", $"The session counts no more: {ended}.", "What has to outlive a session needs a token of its own: `twinyard token create`.")
        : held.ExpiresAt <= time.GetUtcNow() ? new UnauthenticatedError(
            "token-expired", $"The session of {held.Principal.Kind} {held.Principal.Name} has expired.", held.Principal.Session is null ? "It lasts a minute longer than the timeout." : "Assume the role again: `twinyard assume-role`.")
        : null;

    private (TokenRow Row, IssuedToken Token) NewToken(TokenRequest request)
    {
        var (id, secret) = TokenSecret.Create();
        var now = time.GetUtcNow();
        var expiresAt = now + request.Lifetime;
        var row = new TokenRow
        {
            Id = id,
            Hash = TokenSecret.Hash(secret),
            PrincipalKind = request.Principal.Kind,
            PrincipalName = request.Principal.Name,
            Role = request.Principal.Role,
            Kind = request.Kind,
            Policy = request.Policy,
            Description = request.Description,
            CreatedAt = now.ToUnixMicros(),
            ExpiresAt = expiresAt?.ToUnixMicros(),
        };
        return (row, new IssuedToken(id, secret, expiresAt));
    }
}

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

        var (row, token) = NewToken(request);
        await database.WriteAsync(session => store.InsertAsync(session, row, cancellationToken), cancellationToken);
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

        if (row.RevokedAt is not null)
        {
            return new UnauthenticatedError("token-revoked", $"The token {row.Id} was revoked.", "Create a new one: `twinyard token create`.");
        }

        return row.ExpiresAt <= time.NowMicros()
            ? new UnauthenticatedError("token-expired", $"The token {row.Id} has expired.", "Create a new one: `twinyard token create`.")
            : row.ToPrincipal();
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
        var held = _sources.GetValueOrDefault(kind) is { } source ? await source.FindAsync(name, cancellationToken) : null;
        if (!TokenSecret.HashesEqual(SessionToken.Hash(secret), held?.Hash ?? NoSuchToken) || held is null)
        {
            return Unknown;
        }

        if (held.Ended is { } ended)
        {
            return new UnauthenticatedError("session-ended", $"The session counts no more: {ended}.", "What has to outlive a session needs a token of its own: `twinyard token create`.");
        }

        return held.ExpiresAt <= time.GetUtcNow()
            ? new UnauthenticatedError("token-expired", $"The session of {held.Principal.Kind} {held.Principal.Name} has expired.", held.Principal.Session is null ? "It lasts a minute longer than the timeout." : "Assume the role again: `twinyard assume-role`.")
            : held.Principal;
    }

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
            Description = request.Description,
            CreatedAt = now.ToUnixMicros(),
            ExpiresAt = expiresAt?.ToUnixMicros(),
        };
        return (row, new IssuedToken(id, secret, expiresAt));
    }
}

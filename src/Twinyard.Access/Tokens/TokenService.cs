using Twinyard.Access.Roles;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Tokens;

internal sealed class TokenService(Database database, TokenStore store, RoleDirectory roles, TimeProvider time) : ITokens
{
    private static readonly string NoSuchToken = TokenSecret.Hash("");

    public async Task<IssuedToken> IssueAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        if (await roles.FindAsync(request.Principal.Role, cancellationToken) is null)
        {
            throw new ArgumentException($"There is no role {request.Principal.Role} for {request.Principal.Kind}/{request.Principal.Name}.", nameof(request));
        }

        var (row, token) = NewToken(request);
        await database.WriteAsync(session => store.InsertAsync(session, [row], cancellationToken), cancellationToken);
        return token;
    }

    public async Task<IReadOnlyList<IssuedToken?>> IssueAsync(IReadOnlyList<TokenRequest> requests, DbSession session, CancellationToken cancellationToken)
    {
        // Asked in the session: the directory reads on a connection of its own, which a unit of work must not wait for.
        var known = await store.KnownRolesAsync(session, [.. requests.Select(request => request.Principal.Role).Distinct(StringComparer.Ordinal)], cancellationToken);
        var made = requests.Select(request => known.Contains(request.Principal.Role, StringComparer.Ordinal) ? NewToken(request) : ((TokenRow Row, IssuedToken Token)?)null).ToList();
        var rows = made.OfType<(TokenRow Row, IssuedToken Token)>().Select(token => token.Row).ToList();
        if (rows.Count > 0)
        {
            await store.InsertAsync(session, rows, cancellationToken);
        }

        return [.. made.Select(token => token?.Token)];
    }

    public async Task<Result<Principal>> AuthenticateAsync(string secret, CancellationToken cancellationToken)
    {
        var row = TokenSecret.IdOf(secret) is { } id
            ? await database.ReadAsync(session => store.FindAsync(session, id, cancellationToken), cancellationToken)
            : null;

        // The comparison is made also where there is nothing to compare with, so that ids cannot be told apart by time.
        if (!TokenSecret.HashesEqual(TokenSecret.Hash(secret), row?.Hash ?? NoSuchToken) || row is null)
        {
            return new UnauthenticatedError("token-unknown", "The token is not known here.", "Check that it belongs to this environment, or create a new one: `twinyard token create`.");
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
        database.WriteAsync(session => store.RevokeAsync(session, principalKind, [principalName], time.NowMicros(), cancellationToken), cancellationToken);

    public Task RevokeAsync(string principalKind, IReadOnlyList<string> principalNames, DbSession session, CancellationToken cancellationToken) =>
        store.RevokeAsync(session, principalKind, principalNames, time.NowMicros(), cancellationToken);

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

using System.Buffers.Text;
using System.Security.Cryptography;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.SignIn;

internal sealed class SignInLinks(
    Database database, SignInTicketStore store, RoleDirectory roles, ITokens tokens, IServerAddress server, TimeProvider time) : ISignInLinks
{
    public static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);

    public async Task<SignInLink> CreateAsync(Principal principal, string? next, CancellationToken cancellationToken)
    {
        if (await roles.FindAsync(principal.Role, cancellationToken) is null)
        {
            throw new ArgumentException($"There is no role {principal.Role}.", nameof(principal));
        }

        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var expiresAt = time.GetUtcNow() + TicketLifetime;
        var row = new SignInTicketRow
        {
            Hash = ContentHash.Of(ticket),
            PrincipalKind = principal.Kind,
            PrincipalName = principal.Name,
            Role = principal.Role,
            ExpiresAt = expiresAt.ToUnixMicros(),
        };
        await database.WriteAsync(session => store.InsertAsync(session, row, cancellationToken), cancellationToken);
        var landing = next is null ? "" : $"&next={Uri.EscapeDataString(next)}";
        return new SignInLink($"{server.Url}/signin?ticket={ticket}{landing}", expiresAt);
    }

    public async Task<Result<IssuedToken>> RedeemAsync(string ticket, CancellationToken cancellationToken)
    {
        var hash = ContentHash.Of(ticket);
        var row = await database.WriteAsync(session => store.TakeAsync(session, hash, cancellationToken), cancellationToken);
        if (row is null || row.ExpiresAt <= time.NowMicros())
        {
            return new UnauthenticatedError("sign-in-link-ended", "This sign-in link was used already or is older than ten minutes.", "Get a new one: `twinyard signin`.");
        }

        var principal = new Principal(row.PrincipalKind, row.PrincipalName, row.Role);
        return await tokens.IssueAsync(new TokenRequest(principal, "Browser session", SessionLifetime) { Kind = TokenKind.SignedIn }, cancellationToken);
    }
}

using System.Text.Json.Nodes;
using Twinyard.Access.Policies;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Tokens;

/// <summary>Tokens that people make for themselves: of the role in which they act, with an end, and with a scope where they want one.</summary>
internal sealed class PersonalTokens(Database database, TokenStore store, TokenService tokens, TimeProvider time)
{
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    private const int LongestDescription = 200;
    private const int Most = 100;

    public async Task<Result<IssuedToken>> CreateAsync(Principal caller, string? description, long? seconds, JsonObject? policy, CancellationToken cancellationToken)
    {
        if (Refusal(caller) is { } refused)
        {
            return refused;
        }

        if (seconds is not { } lifetime || lifetime <= 0 || lifetime > LongestLifetime.TotalSeconds)
        {
            return new InvalidError("token-lifetime", $"A personal token lasts {(seconds is null ? "for a time that has to be said" : $"no {seconds} seconds")}.", $"Say how long, at most {LongestLifetime.TotalDays:0} days.");
        }

        if (description?.Length > LongestDescription)
        {
            return new InvalidError("token-description", $"The description is longer than {LongestDescription} characters.", "Say it shorter.");
        }

        if (LimitPolicy.Problem(policy) is { } problem)
        {
            return problem;
        }

        var request = new TokenRequest(new Principal(caller.Kind, caller.Name, caller.Role), description ?? "", TimeSpan.FromSeconds(lifetime)) { Kind = TokenKind.Personal, Policy = policy?.ToJsonString() };
        return await database.TryWriteAsync<IssuedToken>(
            async session => (await store.ListPersonalAsync(session, caller.Name, cancellationToken)).Count(row => row.RevokedAt is null && row.ExpiresAt > time.NowMicros()) >= Most
                ? new ConflictError("token-count", $"{caller.Name} has {Most} personal tokens that count.", "Revoke those that are not needed: `twinyard token list --mine`.")
                : await tokens.IssueAsync(session, request, cancellationToken),
            cancellationToken);
    }

    public async Task<IReadOnlyList<TokenInfo>> ListAsync(Principal caller, CancellationToken cancellationToken) => caller.Kind != Principal.User
        ? []
        : [.. (await database.ReadAsync(session => store.ListPersonalAsync(session, caller.Name, cancellationToken), cancellationToken)).Select(row => row.ToInfo())];

    public async Task<Result<Done>> RevokeAsync(Principal caller, string id, CancellationToken cancellationToken) =>
        caller.Kind == Principal.User && await database.WriteAsync(session => store.RevokePersonalAsync(session, caller.Name, id, time.NowMicros(), cancellationToken), cancellationToken) == 1
            ? Done.Value
            : new NotFoundError("token-not-found", $"{caller.Name} has no personal token {id}.", "List them: `twinyard token list --mine`.");

    // A token that could make another one would have no end.
    private static DeniedError? Refusal(Principal caller) =>
        caller.Kind != Principal.User ? new DeniedError("people-only", $"{caller} is no person and makes no tokens.", "Ask with a person's credential.")
        : caller.Token is { } token ? new DeniedError("token-of-token", $"The personal token {token.Id} cannot make another one.", "Sign in, or use the credential that was given to you.")
        : caller.RefuseInSession("A token");
}

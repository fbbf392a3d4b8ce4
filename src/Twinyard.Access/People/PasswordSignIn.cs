using System.Net;
using Microsoft.AspNetCore.Identity;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.People;

/// <summary>Signs people in with their password, and lets them change it.</summary>
internal sealed class PasswordSignIn(Database database, PersonStore store, PersonDirectory people, Passwords passwords, SignInThrottle throttle, TokenService tokens)
{
    // The same for every reason, so that names cannot be found out.
    private static readonly UnauthenticatedError Refused = new(
        "sign-in-refused", "The name or the password is wrong, or the person may not sign in.", "Try again; an owner sets a new password with `twinyard user set-password NAME`.");

    /// <param name="address">Where the request comes from.</param>
    /// <returns>A token of twelve hours; an <see cref="UnauthenticatedError"/>, or a <see cref="WaitError"/> where too many tries failed.</returns>
    public async Task<Result<SignedIn>> SignInAsync(string? name, string? password, IPAddress? address, CancellationToken cancellationToken)
    {
        var proven = await ProveAsync(name, password, address, cancellationToken);
        return proven.IsOk
            ? await database.TryWriteAsync<SignedIn>(
                async session => await store.HoldAsync(session, proven.Value.Name, proven.Value.PasswordHash, cancellationToken)
                    ? new SignedIn(
                        proven.Value.ToPrincipal(),
                        await tokens.IssueAsync(session, new TokenRequest(proven.Value.ToPrincipal(), "Signed in with a password", SignInLinks.SessionLifetime) { Kind = TokenKind.SignedIn }, cancellationToken))
                    : Refused,
                cancellationToken)
            : proven.Error;
    }

    public async Task<Result<Done>> ChangeAsync(string name, string? current, string? password, IPAddress? address, CancellationToken cancellationToken)
    {
        var proven = await ProveAsync(name, current, address, cancellationToken);
        return proven.IsOk ? await people.SetPasswordAsync(name, password, cancellationToken) : proven.Error;
    }

    private async Task<Result<PersonRow>> ProveAsync(string? name, string? password, IPAddress? address, CancellationToken cancellationToken)
    {
        // Counted for the address, whoever it was to be.
        var (who, said) = (UserName.IsLocal(name) ? name! : "?", password is { Length: <= Passwords.Longest } ? password : "");
        var attempt = await throttle.BeginAsync(who, address, cancellationToken);
        if (!attempt.IsOk)
        {
            return attempt.Error;
        }

        var row = await database.ReadAsync(session => store.FindAsync(session, who, cancellationToken), cancellationToken);
        var verified = await passwords.VerifyAsync(row?.PasswordHash is { Length: > 0 } hashed ? hashed : null, said, cancellationToken);
        if (verified == PasswordVerificationResult.Failed || row is null || row.DisabledAt is not null)
        {
            return Refused;
        }

        await throttle.SucceedAsync(attempt.Value, cancellationToken);
        if (verified != PasswordVerificationResult.SuccessRehashNeeded)
        {
            return row;
        }

        var hash = await passwords.HashAsync(said, cancellationToken);
        await database.WriteAsync(session => store.RehashAsync(session, who, row.PasswordHash, hash, cancellationToken), cancellationToken);
        return await database.ReadAsync(session => store.FindAsync(session, who, cancellationToken), cancellationToken) is { } again ? again : Refused;
    }
}

using Twinyard.Access.Tokens;
using Twinyard.Platform.Results;

namespace Twinyard.Access.SignIn;

/// <summary>Links that sign a browser in to the console, once, within ten minutes.</summary>
public interface ISignInLinks
{
    /// <param name="next">Local path to land on, such as <c>/runs/…</c>; null for the start page.</param>
    /// <exception cref="ArgumentException">The role does not exist.</exception>
    Task<SignInLink> CreateAsync(Principal principal, string? next, CancellationToken cancellationToken);

    /// <summary>Uses the ticket up and opens a browser session of twelve hours.</summary>
    Task<Result<IssuedToken>> RedeemAsync(string ticket, CancellationToken cancellationToken);
}

/// <param name="Url">Absolute, on this server's address.</param>
public sealed record SignInLink(string Url, DateTimeOffset ExpiresAt);

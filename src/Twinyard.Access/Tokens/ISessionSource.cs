namespace Twinyard.Access.Tokens;

/// <summary>
/// Sessions that a room keeps together with what they belong to, such as a run, so that both begin and end in the same transaction. Their tokens
/// (<see cref="SessionToken"/>) are authenticated like all others.
/// </summary>
public interface ISessionSource
{
    /// <summary>What the sessions belong to, such as <c>run</c>: the head of their tokens' public part. Lower-case letters.</summary>
    string Kind { get; }

    /// <param name="name">Unchecked: it comes from a request.</param>
    /// <returns>Null where nothing of that name has a session.</returns>
    Task<HeldSession?> FindAsync(string name, CancellationToken cancellationToken);
}

/// <param name="Hash"><see cref="SessionToken.Hash"/> of the secret.</param>
/// <param name="Ended">Why the session counts no more; null while it does.</param>
public sealed record HeldSession(Principal Principal, string Hash, DateTimeOffset ExpiresAt, string? Ended);

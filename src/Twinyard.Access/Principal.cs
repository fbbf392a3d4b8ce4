using Twinyard.Access.Sessions;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Results;

namespace Twinyard.Access;

/// <summary>Who asks: a person, a device, a run acting in its workflow's role, a run that is reproduced and only reads, or a server of the environment itself.</summary>
/// <param name="Kind"><c>user</c>, <c>device</c>, <c>run</c>, <c>reproduction</c> or <c>node</c>.</param>
/// <param name="Name">User name, device id, run id or the node's name.</param>
/// <param name="Role">The role whose policies decide.</param>
public sealed record Principal(string Kind, string Name, string Role)
{
    public const string User = "user";
    public const string Device = "device";
    public const string Run = "run";
    public const string Node = "node";

    /// <summary>A run that is executed again to compare its outputs. It may do what its role may, as far as that changes nothing.</summary>
    public const string Reproduction = "reproduction";

    /// <summary>Where the request comes from; null for what the server does for a principal by itself.</summary>
    public RequestSource? Source { get; init; }

    /// <summary>The public part of the credential that it brought; null for what the server does for a principal by itself.</summary>
    public string? Credential { get; init; }

    /// <summary>The session in which it acts in a role that it assumed; null where the role is its own.</summary>
    public PrincipalSession? Session { get; init; }

    /// <summary>The token that it made for itself and acts with; null for every other credential.</summary>
    public PersonalToken? Token { get; init; }

    /// <summary>For what hands out a credential of the principal's role that knows of no session or scope: it would last longer, and be bound by neither.</summary>
    /// <param name="what">What it is, such as <c>A workspace</c>.</param>
    /// <returns>Null outside of a session, with a token that has no scope.</returns>
    public DeniedError? RefuseInSession(string what) => Token is { Policy: not null }
        ? new DeniedError("scope-outlived", $"{what} would not be bound by the scope of the personal token {Token.Id}.", "Use a credential without a scope.")
        : Session is null ? null : new DeniedError("session-outlived", $"{what} would outlive the session {Session.Name}, in which you act as {Role}.", "Use a credential of a role of your own.");

    public override string ToString() => $"{Kind}/{Name} as {Role}";
}

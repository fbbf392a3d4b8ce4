namespace Twinyard.Access.Tokens;

/// <summary>How a token came to be.</summary>
public static class TokenKind
{
    /// <summary>Somebody who may give access gave it to somebody, a device or the server itself.</summary>
    public const string Given = "given";

    /// <summary>A person made it for themselves.</summary>
    public const string Personal = "personal";

    /// <summary>A person signed in.</summary>
    public const string SignedIn = "signed-in";
}

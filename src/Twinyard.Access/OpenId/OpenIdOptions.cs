namespace Twinyard.Access.OpenId;

/// <summary>Configuration section <c>Access:OpenId</c>: who else says who somebody is (OpenID Connect Core 1.0). Without an authority, nobody.</summary>
public sealed class OpenIdOptions
{
    public const string Section = "Access:OpenId";

    private const string SecretPrefix = "secret:";

    /// <summary>The provider's issuer, such as <c>https://id.example/realms/plant</c>; its discovery document is below it.</summary>
    /// <value>Empty: there is none.</value>
    public string Authority { get; set; } = "";

    /// <summary>As the provider knows this server.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client's secret, or <c>secret:NAME</c> for the newest version of a secret, read for each sign-in. Empty for a public client.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>What the provider is called on the sign-in page.</summary>
    /// <value>single sign-on.</value>
    public string DisplayName { get; set; } = "single sign-on";

    /// <summary>With blanks between them.</summary>
    /// <value>openid profile.</value>
    public string Scopes { get; set; } = "openid profile";

    /// <summary>The claim that names somebody who is added at their first sign-in.</summary>
    /// <value>preferred_username.</value>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The claim with somebody's groups.</summary>
    /// <value>groups.</value>
    public string GroupsClaim { get; set; } = "groups";

    /// <summary>Whether claims are asked for at the provider's userinfo endpoint too.</summary>
    /// <value>False.</value>
    public bool UserInfo { get; set; }

    /// <summary>Which groups have which roles; the first that somebody is in counts. Without any, owners add people and say their roles.</summary>
    public IReadOnlyList<OpenIdRole> Roles { get; set; } = [];

    public bool IsConfigured => Authority.Length > 0;

    /// <summary>The name of the secret that <see cref="ClientSecret"/> refers to; null where it does not.</summary>
    public string? ClientSecretName => ClientSecret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? ClientSecret[SecretPrefix.Length..] : null;

    /// <returns>Problems, each with its key.</returns>
    internal IEnumerable<string> Problems()
    {
        if (!IsConfigured)
        {
            yield break;
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
        {
            yield return $"{Section}:Authority: '{Authority}' is not an address that begins with https://.";
        }

        if (ClientId.Length == 0)
        {
            yield return $"{Section}:ClientId is missing: the name under which the provider knows this server.";
        }

        if (!Scopes.Split(' ').Contains("openid"))
        {
            yield return $"{Section}:Scopes: '{Scopes}' does not have openid.";
        }

        if (Roles.Any(role => role.Group.Length == 0 || role.Role.Length == 0))
        {
            yield return $"{Section}:Roles: each has a Group and a Role.";
        }
    }
}

public sealed class OpenIdRole
{
    public string Group { get; set; } = "";

    public string Role { get; set; } = "";
}

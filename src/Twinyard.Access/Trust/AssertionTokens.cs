using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Trust;

/// <summary>
/// Signs assertions, and reads those of environments that are trusted: JSON Web Tokens (RFC 7519) with ES256 (RFC 7518), <c>iss</c> and <c>aud</c> the two environments, <c>sub</c>
/// <c>user/&lt;name&gt;</c>, <c>role</c> the role there, <c>assume</c> the role here, <c>chained</c> whether the person acts in a session.
/// </summary>
internal sealed class AssertionTokens(EnvironmentKeys keys, TrustedEnvironments trusted, IServerAddress server, IIdGenerator ids, TimeProvider time)
{
    /// <summary>From being signed to being used, which is one more request.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>By how much the clocks of two environments may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const string Type = "twinyard-assertion+jwt";
    private const string RoleClaim = "role";
    private const string AssumedClaim = "assume";
    private const string ChainedClaim = "chained";
    private const string SubjectPrefix = $"{Principal.User}/";
    private const int Longest = 4096;

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false, MaximumTokenSizeInBytes = Longest };

    public async Task<Result<IssuedAssertion>> SignAsync(Principal caller, string environment, string role, CancellationToken cancellationToken)
    {
        var signer = await keys.SignerAsync(cancellationToken);
        if (!signer.IsOk)
        {
            return signer.Error;
        }

        using var key = signer.Value;
        var now = time.GetUtcNow();
        var expires = now + Lifetime;
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = Type,
            Issuer = server.Environment,
            Audience = environment,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = SubjectPrefix + caller.Name,
                [JwtRegisteredClaimNames.Jti] = ids.NewId().ToString(),
                [RoleClaim] = caller.Role,
                [AssumedClaim] = role,
                [ChainedClaim] = caller.Session is not null,
            },
            SigningCredentials = new SigningCredentials(ToSecurityKey(key), SecurityAlgorithms.EcdsaSha256),
        });
        return new IssuedAssertion(environment, role, token, expires);
    }

    /// <returns>An <see cref="UnauthenticatedError"/> that says what does not hold. Whether it was used before is not asked here.</returns>
    public async Task<Result<Assertion>> ReadAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is not { Length: > 0 and <= Longest } || !_handler.CanReadToken(token) || Parse(token) is not { } unproven)
        {
            return Refused("It is no JSON Web Token.");
        }

        var signers = await trusted.KeysAsync(unproven.Issuer, cancellationToken);
        try
        {
            if (signers.Count == 0)
            {
                return new UnauthenticatedError("environment-not-trusted", $"The environment '{unproven.Issuer}' is not trusted here.", "An owner trusts it by its key document: `twinyard env trust NAME --key FILE`.");
            }

            var result = await _handler.ValidateTokenAsync(token, Rules(unproven.Issuer, signers));
            return result.IsValid ? Read((JsonWebToken)result.SecurityToken) : Refused(Reason(result.Exception));
        }
        finally
        {
            foreach (var signer in signers)
            {
                signer.Dispose();
            }
        }
    }

    private TokenValidationParameters Rules(string issuer, IReadOnlyList<SigningKey> signers) => new()
    {
        ValidTypes = [Type],
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        IssuerSigningKeys = signers.Select(ToSecurityKey),
        TryAllIssuerSigningKeys = false,
        ValidIssuer = issuer,
        ValidAudience = server.Environment,
        // Of the library's own clock the tests know nothing.
        LifetimeValidator = (_, _, read, _) => IsNow((JsonWebToken)read),
    };

    private bool IsNow(JsonWebToken token)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return token.IssuedAt != DateTime.MinValue
            && token.IssuedAt <= now + ClockSkew
            && token.ValidTo >= now - ClockSkew
            && token.ValidTo - token.IssuedAt <= Lifetime + TimeSpan.FromSeconds(1);
    }

    private static Result<Assertion> Read(JsonWebToken token)
    {
        var name = token.Subject is { } subject && subject.StartsWith(SubjectPrefix, StringComparison.Ordinal) ? subject[SubjectPrefix.Length..] : "";
        return UserName.IsLocal(name)
            && token.Id is { Length: > 0 and <= 64 }
            && token.TryGetPayloadValue<string>(RoleClaim, out var role) && role is { Length: > 0 and <= 128 }
            && token.TryGetPayloadValue<string>(AssumedClaim, out var assumed) && assumed is { Length: > 0 and <= 128 }
            && token.TryGetPayloadValue<bool>(ChainedClaim, out var chained)
            ? new Assertion(token.Id, token.Kid, token.Issuer, name, role, assumed, chained, token.ValidTo)
            : Refused("It does not say who assumes what.");
    }

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static string Reason(Exception e) => e switch
    {
        SecurityTokenInvalidAudienceException => "It is for another environment.",
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException => $"It is older than {Lifetime.TotalSeconds:0} seconds, or of the future: the clocks of both environments must agree within {ClockSkew.TotalSeconds:0} seconds.",
        SecurityTokenSignatureKeyNotFoundException => "It is signed with a key that is not trusted: was that environment's key rotated?",
        _ => "Its signature or its form is not valid.",
    };

    private static UnauthenticatedError Refused(string why) => new("assertion-invalid", $"The assertion of the other environment does not count: {why}", "Ask for a new one; `twinyard --profile NAME` does.");

    // Signature providers are not kept: they would outlive the key.
    private static ECDsaSecurityKey ToSecurityKey(SigningKey key) => new(key.Key) { KeyId = key.Id, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
}

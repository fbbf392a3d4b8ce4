using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Twinyard.Access.Tests.OpenId;

/// <summary>An OpenID Connect provider on loopback, whose one person signs in without being asked: authorization code with PKCE, as OpenID Connect Core 1.0 and RFC 7636 have it.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "twinyard";
    public const string ClientSecret = "provider's own";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Asked> _codes = new();
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "1" };

    private FakeProvider(WebApplication app) => _app = app;

    public string Issuer { get; private set; } = "";

    /// <summary>What it says of the person.</summary>
    public Dictionary<string, object> Claims { get; } = new() { ["sub"] = "s-1", ["preferred_username"] = "olga" };

    /// <summary>Has the last word on an ID token.</summary>
    public Action<SecurityTokenDescriptor> Change { get; set; } = _ => { };

    /// <summary>Tokens that it gave out.</summary>
    public int Given { get; private set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = provider.Issuer,
            authorization_endpoint = $"{provider.Issuer}/authorize",
            token_endpoint = $"{provider.Issuer}/token",
            jwks_uri = $"{provider.Issuer}/keys",
            response_types_supported = new[] { "code" },
            id_token_signing_alg_values_supported = new[] { "ES256" },
        }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { provider.PublicKey() } }));
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.GiveAsync);
        await app.StartAsync();
        provider.Issuer = app.Urls.First();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256")
        {
            return Results.BadRequest();
        }

        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new Asked(query["nonce"]!, query["code_challenge"]!, query["redirect_uri"]!);
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> GiveAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.TryRemove(form["code"].ToString(), out var asked) || asked.Challenge != challenge || asked.RedirectUri != form["redirect_uri"] || form["client_secret"] != ClientSecret)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        Given++;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = ClientId,
            IssuedAt = now,
            Expires = now.AddMinutes(5),
            Claims = new Dictionary<string, object>(Claims) { ["nonce"] = asked.Nonce },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
        };
        Change(token);
        return Results.Json(new { access_token = "unused", token_type = "Bearer", expires_in = 300, id_token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token) });
    }

    private object PublicKey()
    {
        var point = _key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", use = "sig", alg = "ES256", crv = "P-256", kid = _key.KeyId, x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }

    private sealed record Asked(string Nonce, string Challenge, string RedirectUri);
}

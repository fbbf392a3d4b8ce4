using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Trust;
using Twinyard.Platform.Data;
using Twinyard.TestKit.Databases;

namespace Twinyard.Access.Tests.Trust;

/// <summary>Attacks on what one environment signs for another.</summary>
public sealed class AssertionTokensTests
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-30, true)]
    [InlineData(90, true)]
    [InlineData(91, false)]
    public async Task Assertion_LastsAMinute_GiveOrTakeTheClocks(int seconds, bool counts)
    {
        await using var both = await TwoEnvironments.StartAsync();
        both.Time.Advance(TimeSpan.FromMinutes(1));
        var now = both.Time.GetUtcNow();
        both.Time.Advance(TimeSpan.FromMinutes(2));
        var assertion = await ForgeAsync(both, descriptor => (descriptor.IssuedAt, descriptor.Expires) = (
            both.Time.GetUtcNow().UtcDateTime.AddSeconds(-seconds), both.Time.GetUtcNow().UtcDateTime.AddSeconds(60 - seconds)));
        now.ShouldBeLessThan(both.Time.GetUtcNow());

        (await both.RefusalAsync(assertion)).ShouldBe(counts ? null : "assertion-invalid");
    }

    [Fact]
    public async Task Assertion_ThatIsAsItShouldBe_Counts()
    {
        await using var both = await TwoEnvironments.StartAsync();

        (await both.RefusalAsync(await ForgeAsync(both, _ => { }))).ShouldBeNull();
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("no-audience")]
    [InlineData("long-lived")]
    [InlineData("no-time")]
    [InlineData("no-expiry")]
    [InlineData("type")]
    [InlineData("subject-kind")]
    [InlineData("subject-of-elsewhere")]
    [InlineData("subject-none")]
    [InlineData("no-role")]
    [InlineData("no-chained")]
    [InlineData("no-id")]
    [InlineData("kid")]
    [InlineData("no-kid")]
    public async Task Assertion_ThatSaysSomethingElse_DoesNotCount(string what)
    {
        await using var both = await TwoEnvironments.StartAsync();

        var assertion = await ForgeAsync(both, descriptor =>
        {
            var now = both.Time.GetUtcNow().UtcDateTime;
            switch (what)
            {
                case "audience": descriptor.Audience = "staging"; break;
                case "no-audience": descriptor.Audience = null; break;
                case "long-lived": descriptor.Expires = now.AddHours(1); break;
                case "no-time": descriptor.IssuedAt = null; break;
                case "no-expiry": descriptor.Expires = null; break;
                case "type": descriptor.TokenType = "JWT"; break;
                case "subject-kind": descriptor.Claims["sub"] = "device/pump-1"; break;
                case "subject-of-elsewhere": descriptor.Claims["sub"] = "user/alice@staging"; break;
                case "subject-none": descriptor.Claims.Remove("sub"); break;
                case "no-role": descriptor.Claims.Remove("role"); break;
                case "no-chained": descriptor.Claims.Remove("chained"); break;
                case "no-id": descriptor.Claims.Remove("jti"); break;
                case "kid": descriptor.SigningCredentials.Key.KeyId = "another"; break;
                case "no-kid": descriptor.SigningCredentials.Key.KeyId = null; break;
                default: throw new ArgumentOutOfRangeException(nameof(what));
            }
        });

        (await both.RefusalAsync(assertion)).ShouldBe("assertion-invalid");
    }

    [Fact]
    public async Task Assertion_ThatAnotherTrustedEnvironmentSignsInItsName_DoesNotCount()
    {
        await using var both = await TwoEnvironments.StartAsync();
        await using var staging = await both.AddAsync(DatabaseEngine.Sqlite, "staging");
        (await both.Prod.Get<TrustedEnvironments>().TrustAsync("staging", await TwoEnvironments.KeyAsync(staging), "user/olga", AccessTest.None)).IsOk.ShouldBeTrue();
        using var key = (await staging.Get<EnvironmentKeys>().SignerAsync(AccessTest.None)).Value;

        (await both.RefusalAsync(Sign(both, key.Key, key.Id, _ => { }))).ShouldBe("assertion-invalid");
        // And under the id of the key that it pretends to be.
        (await both.RefusalAsync(Sign(both, key.Key, (await TwoEnvironments.KeyAsync(both.Dev)).Keys[0].Id, _ => { }))).ShouldBe("assertion-invalid");
    }

    [Fact]
    public async Task Assertion_OfAnEnvironmentThatIsNotTrusted_DoesNotCount()
    {
        await using var both = await TwoEnvironments.StartAsync();

        (await both.RefusalAsync(await ForgeAsync(both, descriptor => descriptor.Issuer = "staging"))).ShouldBe("environment-not-trusted");
        (await both.RefusalAsync(await ForgeAsync(both, descriptor => descriptor.Issuer = null))).ShouldBe("environment-not-trusted");
        // prod itself is none that it trusts.
        (await both.RefusalAsync(await ForgeAsync(both, descriptor => descriptor.Issuer = "prod"))).ShouldBe("environment-not-trusted");
    }

    [Fact]
    public async Task Assertion_WithAnotherAlgorithm_DoesNotCount()
    {
        await using var both = await TwoEnvironments.StartAsync();
        var published = (await TwoEnvironments.KeyAsync(both.Dev)).Keys[0];
        var good = await both.AssertAsync();
        var payload = good.Split('.')[1];

        foreach (var algorithm in new[] { "none", "None", "NONE" })
        {
            (await both.RefusalAsync($"{Encode($$"""{"alg":"{{algorithm}}","typ":"twinyard-assertion+jwt","kid":"{{published.Id}}"}""")}.{payload}.")).ShouldBe("assertion-invalid");
        }

        // What everybody knows of the key, taken for a shared secret.
        using var opened = published.Open();
        foreach (var secret in new[] { Encoding.ASCII.GetBytes(published.X + published.Y), opened!.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(opened.ExportSubjectPublicKeyInfoPem()) })
        {
            var signed = $"{Encode($$"""{"alg":"HS256","typ":"twinyard-assertion+jwt","kid":"{{published.Id}}"}""")}.{payload}";
            (await both.RefusalAsync($"{signed}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}")).ShouldBe("assertion-invalid");
        }

        // A key that comes with the token.
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var mine = PublicKey.Of(own);
        var header = Encode($$$"""{"alg":"ES256","typ":"twinyard-assertion+jwt","kid":"{{{mine.Id}}}","jwk":{"kty":"EC","crv":"P-256","x":"{{{mine.X}}}","y":"{{{mine.Y}}}"}}""");
        var text = $"{header}.{payload}";
        (await both.RefusalAsync($"{text}.{Base64UrlEncoder.Encode(own.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}")).ShouldBe("assertion-invalid");
        (await both.RefusalAsync(good)).ShouldBeNull();
    }

    [Fact]
    public async Task Assertion_ThatIsChangedAnywhere_DoesNotCount()
    {
        await using var both = await TwoEnvironments.StartAsync();
        var token = await both.AssertAsync();
        var reader = both.Prod.Get<AssertionTokens>();
        (await reader.ReadAsync(token, AccessTest.None)).IsOk.ShouldBeTrue();

        await Gen.Select(Gen.Int[0, token.Length - 1], Gen.Char[' ', '~'], Gen.Int[0, 3]).SampleAsync(
            async (at, character, how) =>
            {
                var changed = how switch { 0 => token.Remove(at, 1), 1 => token.Insert(at, $"{character}"), 2 => token[..at], _ => token.Remove(at, 1).Insert(at, $"{character}") };
                if (changed != token && !IsSameSignature(token, changed))
                {
                    (await reader.ReadAsync(changed, AccessTest.None)).IsOk.ShouldBeFalse(changed);
                }
            },
            iter: 500);
    }

    [Fact]
    public async Task Anything_ThatIsNoToken_IsRefusedAndNothingElse()
    {
        await using var both = await TwoEnvironments.StartAsync();
        var reader = both.Prod.Get<AssertionTokens>();

        await Gen.OneOf(
            Gen.String[0, 200],
            Gen.String[Gen.Char["abcXYZ019-_.={}\":,"], 0, 200],
            Gen.Select(Gen.String[0, 60], Gen.String[0, 60], Gen.String[0, 60]).Select((header, body, signature) => $"{Encode(header)}.{Encode(body)}.{Encode(signature)}")).SampleAsync(
            async text => (await reader.ReadAsync(text, AccessTest.None)).IsOk.ShouldBeFalse(text));
        (await both.RefusalAsync(null)).ShouldBe("assertion-invalid");
        (await both.RefusalAsync(new string('a', 100_000))).ShouldBe("assertion-invalid");
    }

    private static async Task<string> ForgeAsync(TwoEnvironments both, Action<SecurityTokenDescriptor> change)
    {
        using var key = (await both.Dev.Get<EnvironmentKeys>().SignerAsync(AccessTest.None)).Value;
        return Sign(both, key.Key, key.Id, change);
    }

    /// <summary>By somebody who has the key: as it should be, and then changed.</summary>
    private static string Sign(TwoEnvironments both, ECDsa key, string id, Action<SecurityTokenDescriptor> change)
    {
        var now = both.Time.GetUtcNow().UtcDateTime;
        var descriptor = new SecurityTokenDescriptor
        {
            TokenType = "twinyard-assertion+jwt",
            Issuer = "dev",
            Audience = "prod",
            IssuedAt = now,
            Expires = now.AddMinutes(1),
            Claims = new Dictionary<string, object> { ["sub"] = "user/alice", ["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), ["role"] = "developer", ["assume"] = "operator", ["chained"] = false },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = id, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }, "ES256"),
        };
        change(descriptor);
        return Handler.CreateToken(descriptor);
    }

    // The last character of 64 bytes in base64url has two bits that say nothing.
    private static bool IsSameSignature(string one, string other)
    {
        var (a, b) = (one.Split('.'), other.Split('.'));
        try
        {
            return b.Length == 3 && a[0] == b[0] && a[1] == b[1] && Base64UrlEncoder.DecodeBytes(a[2]).SequenceEqual(Base64UrlEncoder.DecodeBytes(b[2]));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(text);
}

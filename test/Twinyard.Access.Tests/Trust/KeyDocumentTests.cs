using System.Security.Cryptography;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Trust;

namespace Twinyard.Access.Tests.Trust;

public sealed class KeyDocumentTests
{
    /// <summary>RFC 7515, appendix A.3, and RFC 7638's way to its thumbprint, computed with another program.</summary>
    private static readonly PublicKey OfTheRfc = new(
        "EC", "P-256", "ES256", "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

    [Fact]
    public void Open_KeyOfTheRfc_IsOpened()
    {
        using var key = OfTheRfc.Open();

        PublicKey.Of(key.ShouldNotBeNull()).ShouldBe(OfTheRfc);
    }

    [Fact]
    public async Task Trust_WithSomethingWrong_SaysWhat()
    {
        await using var both = await TwoEnvironments.StartAsync();
        var trusted = both.Prod.Get<TrustedEnvironments>();
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var key = PublicKey.Of(own);
        var off = key with { Y = key.X };

        async Task<string?> CodeAsync(string name, string environment, params PublicKey[] keys) =>
            (await trusted.TrustAsync(name, new KeyDocument(environment, keys), "user/olga", AccessTest.None)).Error?.Code;

        (await CodeAsync("staging", "staging", key)).ShouldBeNull();
        (await CodeAsync("staging", "dev", key)).ShouldBe("environment-name");
        (await CodeAsync("prod", "prod", key)).ShouldBe("environment-name");
        (await CodeAsync("Sta.ging", "Sta.ging", key)).ShouldBe("environment-name");
        (await CodeAsync("staging", "staging")).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", key, key)).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", off)).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", key with { Id = "mine" })).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", key with { Curve = "P-384" })).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", key with { Algorithm = "none" })).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", key with { X = key.X + "=" })).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", PublicKey.Of(larger))).ShouldBe("key-document");
        (await CodeAsync("staging", "staging", null!, key)).ShouldBe("key-document");
    }

    [Theory]
    [InlineData("alice", true)]
    [InlineData("alice@plant.example", true)]
    [InlineData("@", true)]
    [InlineData("alice@dev", false)]
    [InlineData("alice@plant.example@dev", false)]
    [InlineData("", false)]
    [InlineData("al/ice", false)]
    [InlineData("al ice", false)]
    public void UserName_OfThisEnvironment_HasNoEnvironmentBehindIt(string name, bool isLocal) => UserName.IsLocal(name).ShouldBe(isLocal);

    [Theory]
    [InlineData("alice", "alice", true)]
    [InlineData("alice@dev", "alice", true)]
    [InlineData("alice@dev", "alice@staging", true)]
    [InlineData("alice@plant.example", "alice", false)]
    [InlineData("alice@plant.example@dev", "alice@plant.example", true)]
    [InlineData("alice", "bob", false)]
    public void UserName_MayBeSamePerson_WhereOnlyTheEnvironmentDiffers(string one, string other, bool same) => UserName.MayBeSamePerson(one, other).ShouldBe(same);
}

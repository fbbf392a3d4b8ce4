using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Roles;
using Twinyard.Access.Secrets;
using Twinyard.Access.Tests.Http;
using Twinyard.Access.Tests.Support;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Paging;

namespace Twinyard.Access.Tests.Secrets;

public sealed class SecretEndpointTests
{
    private const string Value = "correct horse battery";

    [Fact]
    public async Task Owner_SetsListsReadsAndDeletes()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("olga", Role.Owner));

        using var set = await server.Client.PutAsJsonAsync("/api/v1/access/secrets/smtp-password", new NewSecretVersion(Value, "for a test"));
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await set.Content.ReadAsStringAsync()).ShouldNotContain("horse");
        var list = await server.Client.GetStringAsync("/api/v1/access/secrets");
        list.ShouldNotContain("horse");
        JsonSerializer.Deserialize<Page<SecretSummary>>(list, JsonSerializerOptions.Web)!.Items.ShouldHaveSingleItem().ChangedBy.ShouldBe("olga");
        using var read = await server.Client.GetAsync("/api/v1/access/secrets/smtp-password/value?version=1");
        (await read.Content.ReadFromJsonAsync<SecretValue>(JsonSerializerOptions.Web)).ShouldBe(new SecretValue("smtp-password", 1, Value));
        read.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
        using var rotated = await server.Client.PostAsync("/api/v1/access/secret-keys/rotation?dropOld=true", null);
        (await rotated.Content.ReadFromJsonAsync<KeyRotation>(JsonSerializerOptions.Web)).ShouldNotBeNull().Versions.ShouldBe(1);
        using var deleted = await server.Client.DeleteAsync("/api/v1/access/secrets/smtp-password");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await server.Client.GetAsync("/api/v1/access/secrets/smtp-password")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(Role.Developer)]
    [InlineData(Role.Reviewer)]
    public async Task DeveloperAndReviewer_SeeThatThereAreSecretsAndNoMore(string role)
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("olga", Role.Owner));
        (await server.Client.PutAsJsonAsync("/api/v1/access/secrets/a", new NewSecretVersion(Value, null))).EnsureSuccessStatusCode();
        server.Use(await server.TokenAsync("alice", role));

        (await server.Client.GetAsync("/api/v1/access/secrets")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Client.GetAsync("/api/v1/access/secrets/a")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Client.GetAsync("/api/v1/access/secrets/a/value")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.Client.PutAsJsonAsync("/api/v1/access/secrets/a", new NewSecretVersion(Value, null))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.Client.DeleteAsync("/api/v1/access/secrets/a")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.Client.PostAsync("/api/v1/access/secret-keys/rotation", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Run_WhoseRoleMay_ReadsNoValueHere()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("olga", Role.Owner));
        (await server.Client.PutAsJsonAsync("/api/v1/access/secrets/a", new NewSecretVersion(Value, null))).EnsureSuccessStatusCode();
        server.Use((await server.Get<ITokens>().IssueAsync(new TokenRequest(new Principal(Principal.Run, "r1", Role.Owner), "", null), AccessTest.None)).Secret);

        using var refused = await server.Client.GetAsync("/api/v1/access/secrets/a/value");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("secret-for-people");
    }
}

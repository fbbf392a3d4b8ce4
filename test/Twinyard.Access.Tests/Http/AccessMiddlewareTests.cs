using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Twinyard.Access.Roles;

namespace Twinyard.Access.Tests.Http;

public sealed class AccessMiddlewareTests
{
    [Fact]
    public async Task NoCredential_Is401WithCode()
    {
        await using var server = await AccessTestServer.StartAsync();

        using var response = await server.Client.GetAsync("/things/a");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await CodeAsync(response)).ShouldBe("credential-missing");
        response.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
    }

    [Fact]
    public async Task BearerToken_GivesThePrincipalAndTheRouteValueToThePolicy()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("alice", AccessTestServer.OnlyA));

        (await server.Client.GetStringAsync("/things/a")).ShouldBe("alice sees a");
        using var other = await server.Client.GetAsync("/things/b");

        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await other.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("access-denied");
        problem.GetProperty("detail").GetString().ShouldBe("user/alice as only-a may not things:Get on things:thing/b: no statement of role only-a allows things:Get on tyr:dev:things:thing/b; statement 1 of role only-a allows it on other resources.");
    }

    [Fact]
    public async Task RouteValueWithSpecialCharacters_IsDecidedOnAsTheHandlerSeesIt()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("alice", AccessTestServer.OnlyA));

        using var star = await server.Client.GetAsync("/things/%2A");
        using var decoded = await server.Client.GetAsync("/things/%61");

        star.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        decoded.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task BasicPassword_IsTheToken_AndGitIsAskedForIt()
    {
        await using var server = await AccessTestServer.StartAsync();
        using var asked = await server.Client.GetAsync("/git/a");
        asked.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic");

        var token = await server.TokenAsync("alice", Role.Owner);
        server.Client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anything:{token}")));

        (await server.Client.GetStringAsync("/git/a")).ShouldBe("alice pulls a");
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer ty_0_0")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWxpY2U=")]
    [InlineData("Digest abc")]
    public async Task BadAuthorization_Is401(string header)
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        using var response = await server.Client.GetAsync("/things/a");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("/undeclared")]
    [InlineData("/contradictory")]
    [InlineData("/missing-value")]
    public async Task MisdeclaredEndpoint_Is500EvenForTheOwner(string path)
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("alice", Role.Owner));

        using var response = await server.Client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await CodeAsync(response)).ShouldBe("endpoint-misdeclared");
    }

    [Fact]
    public async Task UnknownPathAndWrongMethod_AreRoutingsOwnAnswers()
    {
        await using var server = await AccessTestServer.StartAsync();

        using var unknown = await server.Client.GetAsync("/nowhere");
        using var method = await server.Client.DeleteAsync("/things/a");

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        method.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task BrowserWithoutSession_IsToldHowToSignIn()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        using var response = await server.Client.GetAsync("/things/a");

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync()).ShouldContain("twinyard signin");
    }

    [Fact]
    public async Task TwoRequirements_BothMustHold()
    {
        await using var server = await AccessTestServer.StartAsync();
        server.Use(await server.TokenAsync("alice", AccessTestServer.OnlyA));

        using var response = await server.Client.GetAsync("/both/a");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}

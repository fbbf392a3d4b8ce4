using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Http;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;

namespace Twinyard.Host.Tests;

/// <summary>
/// Every endpoint that the real server has, whichever room it comes from: it says who may call it, and refuses whoever may not.
/// </summary>
public sealed class EndpointAccessTests(StartedServer started) : IClassFixture<StartedServer>
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The protected resources of all rooms; a room that is not composed would otherwise pass unseen.</summary>
    private static readonly string[] Resources =
    [
        "/api/v1/access/", "/api/v1/events", "/api/v1/schedules/", "/api/v1/workflows", "/api/v1/runs", "/git/", "/api/v1/repositories",
        "/api/v1/proposals", "/api/v1/deployments", "/api/v1/buckets", "/api/v1/warehouse/", "/api/v1/metrics", "/api/v1/alarms", "/api/v1/logs",
        "/api/v1/topics", "/api/v1/outbox", "/api/v1/models", "/api/v1/lineage/", "/api/v1/fleet/", "/api/v1/twins",
    ];

    /// <summary>Near the number there is, so that a group that gets lost is noticed.</summary>
    private const int AtLeast = 100;

    private TwinyardServer Server => started.Server;

    [Fact]
    public void EveryEndpoint_SaysWhoMayCallIt()
    {
        var endpoints = EndpointRequest.All(Server.Services);

        var protectedRoutes = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<RequiredAction>() is not null)
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}").ToList();
        protectedRoutes.Count.ShouldBeGreaterThanOrEqualTo(AtLeast);
        Resources.Where(resource => !protectedRoutes.Exists(route => route.StartsWith(resource, StringComparison.Ordinal))).ShouldBeEmpty();
        var undeclared = endpoints.Where(endpoint =>
            (endpoint.Metadata.GetMetadata<RequiredAction>() is null) == (endpoint.Metadata.GetMetadata<OpenToAll>() is null));
        undeclared.Select(EndpointRequest.Describe).ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryProtectedEndpoint_WithoutToken_Is401()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Server.Url) };

        (await WrongAnswersAsync(client, HttpStatusCode.Unauthorized)).ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryProtectedEndpoint_WithATokenThatMayNothing_Is403()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Server.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenThatMayNothingAsync());

        (await WrongAnswersAsync(client, HttpStatusCode.Forbidden)).ShouldBeEmpty();
    }

    private async Task<List<string>> WrongAnswersAsync(HttpClient client, HttpStatusCode expected)
    {
        var wrong = new List<string>();
        foreach (var endpoint in EndpointRequest.All(Server.Services).Where(endpoint => endpoint.Metadata.GetMetadata<RequiredAction>() is not null))
        {
            foreach (var request in EndpointRequest.Of(endpoint))
            {
                using (request)
                {
                    using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, None);
                    if (response.StatusCode != expected)
                    {
                        wrong.Add($"{request.Method} {request.RequestUri} ({EndpointRequest.Describe(endpoint)}) answered {(int)response.StatusCode}");
                    }
                }
            }
        }

        return wrong;
    }

    private async Task<string> TokenThatMayNothingAsync()
    {
        const string Nobody = "nobody";
        var roles = Server.Services.GetServices<IResourceKind>().Single(kind => kind.Kind == "role");
        var deploy = new DeployContext("c0ffee", "p-1", "alice", "bob", DateTimeOffset.UnixEpoch);
        await Server.Services.GetRequiredService<Database>().WriteAsync(
            session => roles.ApplyAsync(Nobody, """{"description":"","policy":{"Statement":[]}}""", deploy, session, None), None);
        var issued = await Server.Services.GetRequiredService<ITokens>().IssueAsync(
            new TokenRequest(new Principal(Principal.User, Nobody, Nobody), "", null), None);
        return issued.Secret;
    }
}

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Access.Audit;
using Twinyard.Access.Http;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;

namespace Twinyard.Host.Tests;

/// <summary>Every endpoint that the real server has: one that changes something leaves one entry in the audit trail for each request, whatever comes of it, and one that reads leaves none.</summary>
public sealed class EndpointAuditTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Verbs of actions that change nothing and hand out nothing.</summary>
    private static readonly string[] Reads = ["Get", "List", "Query", "Next", "Test", "Explain", "View", "Pull", "Describe"];

    private const string HandsOutASecret = "access:GetSecretValue";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("twinyard-test-");
    private TwinyardServer? _server;

    private TwinyardServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync()
    {
        var started = await TwinyardServer.StartAsync(
            _home.FullName, new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0", ["LogLevel"] = "None", ["Fleet:MqttPort"] = "0" }, None);
        _server = started.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _home.Delete(recursive: true);
    }

    [Fact]
    public async Task EveryRequest_OfTheOwner_LeavesOneEntryIfItIsNoRead()
    {
        var owner = new Principal(Principal.User, "owner", "owner");
        var token = await Server.Services.GetRequiredService<ITokens>().IssueAsync(new TokenRequest(owner, "", null), None);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Server.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
        var asked = new Dictionary<string, (string What, string Counted, bool IsRead, bool IsOpen)>(StringComparer.Ordinal);

        foreach (var endpoint in EndpointRequest.All(Server.Services))
        {
            var actions = endpoint.Metadata.GetOrderedMetadata<RequiredAction>().Select(required => required.Action)
                .Concat(endpoint.Metadata.GetOrderedMetadata<AuditedAction>().Select(audited => audited.Action)).ToList();
            foreach (var request in EndpointRequest.Of(endpoint))
            {
                using (request)
                {
                    using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, None);
                    var (id, isOpen) = (response.Headers.GetValues("X-Request-Id").Single(), endpoint.Metadata.GetMetadata<OpenToAll>() is not null);
                    asked[id] = (
                        $"{request.Method} {request.RequestUri} ({EndpointRequest.Describe(endpoint)}) answered {(int)response.StatusCode}",
                        // What nobody known tries and is refused is counted with its like.
                        isOpen && (int)response.StatusCode is >= 400 and < 500 ? $"{string.Join(' ', actions)} {(int)response.StatusCode}" : id,
                        actions.All(action => action != HandsOutASecret && Array.Exists(Reads, verb => action[(action.IndexOf(':', StringComparison.Ordinal) + 1)..].StartsWith(verb, StringComparison.Ordinal))),
                        isOpen);
                }
            }
        }

        var entries = (await EntriesAsync()).ToLookup(entry => entry.Request, StringComparer.Ordinal);
        asked.Count(pair => !pair.Value.IsRead).ShouldBeGreaterThan(40);
        asked.GroupBy(pair => pair.Value.Counted, StringComparer.Ordinal)
            .Select(like => (Like: like, Expected: like.First().Value.IsRead ? 0 : 1, Found: like.Sum(pair => entries[pair.Key].Count())))
            .Where(each => each.Expected != each.Found)
            .Select(each => $"{string.Join(", ", each.Like.Select(pair => pair.Value.What))}: {each.Found} entries").ShouldBeEmpty();
        entries.SelectMany(group => group).Where(entry => asked.TryGetValue(entry.Request, out var request) && !request.IsOpen).ShouldAllBe(entry => entry.Principal == "user/owner");
        (await Server.Services.GetRequiredService<IAuditReader>().VerifyAsync(null, None)).Valid.ShouldBeTrue();
    }

    [Fact]
    public void EveryEndpoint_ThatIsOpenAndChangesSomething_HasAName()
    {
        var nameless = EndpointRequest.All(Server.Services).Where(endpoint =>
            endpoint.Metadata.GetMetadata<OpenToAll>() is not null
            && endpoint.Metadata.GetMetadata<AuditedAction>() is null
            && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { } methods
            && methods.Any(method => method is not ("GET" or "HEAD")));

        nameless.Select(EndpointRequest.Describe).ShouldBeEmpty();
    }

    /// <summary>Once every request has ended and its entry is written.</summary>
    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync()
    {
        var database = Server.Services.GetRequiredService<Database>();
        while (await database.ReadAsync(session => session.FirstAsync<long>("SELECT COUNT(*) FROM access_audit_open", null, None), None) > 0)
        {
            await Task.Delay(20, None);
        }

        return (await Server.Services.GetRequiredService<IAuditReader>().ListAsync(AuditFilter.All, new PageRequest(null, PageRequest.MaximumSize), None)).Value.Items;
    }
}

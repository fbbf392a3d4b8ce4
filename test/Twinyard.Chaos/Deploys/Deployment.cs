using System.Globalization;
using System.Text.Json.Nodes;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Requests;
using Twinyard.Chaos.Servers;

namespace Twinyard.Chaos.Deploys;

/// <summary>
/// Brings plans into the environment as a team does: push, proposal, checks, somebody else's approval, merge. A try that a kill interrupts is begun anew, with a
/// branch of its own; which plans are deployed, and when, the journal of deployments says in the end.
/// </summary>
internal sealed class Deployment(ServerGroup servers, WorkingCopy copy, Api owner, Api alice, Api bob, string alicesToken, TimeProvider time)
{
    private const string Repository = "chaos";

    private int _tries;

    /// <summary>Plans by their commits.</summary>
    public Dictionary<string, Plan> Plans { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes the first plan's commit and the repository.</summary>
    public async Task BeginAsync(Plan first, CancellationToken cancellationToken)
    {
        await copy.InitAsync(cancellationToken);
        await AddAsync(first, cancellationToken);
        await owner.AskAsync(HttpMethod.Post, servers.Urls[0], "repositories", new { name = Repository }, cancellationToken);
    }

    public async Task AddAsync(Plan plan, CancellationToken cancellationToken) => Plans[await copy.CommitAsync(plan, cancellationToken)] = plan;

    /// <summary>Tries to deploy the newest plan.</summary>
    /// <returns>Whether it is deployed, now or already; false when something came in between.</returns>
    public async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (servers.Urls is not [var url, ..])
            {
                return false;
            }

            return await IsDeployedAsync(url, cancellationToken) || (await MergeAsync(url, cancellationToken) && await IsDeployedAsync(url, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private async Task<bool> IsDeployedAsync(string url, CancellationToken cancellationToken)
    {
        var newest = Plans.MaxBy(plan => plan.Value.Number).Key;
        return (string?)(await owner.AskAsync(HttpMethod.Get, url, $"repositories/{Repository}", null, cancellationToken))["deployed"] == newest;
    }

    private async Task<bool> MergeAsync(string url, CancellationToken cancellationToken)
    {
        var branch = string.Create(CultureInfo.InvariantCulture, $"try-{++_tries}");
        await copy.PushAsync(new UriBuilder($"{url}/git/{Repository}.git") { UserName = "alice", Password = alicesToken }.Uri, branch, cancellationToken);
        var opened = await alice.AskAsync(HttpMethod.Post, url, $"repositories/{Repository}/proposals", new { branch, title = branch }, cancellationToken);
        var proposal = $"proposals/{opened["id"]}";
        if (!await CheckedAsync(url, proposal, cancellationToken))
        {
            return false;
        }

        await bob.AskAsync(HttpMethod.Post, url, $"{proposal}/approve", null, cancellationToken);
        await bob.AskAsync(HttpMethod.Post, url, $"{proposal}/merge", null, cancellationToken);
        return true;
    }

    private async Task<bool> CheckedAsync(string url, string proposal, CancellationToken cancellationToken)
    {
        while (true)
        {
            JsonNode detail = await bob.AskAsync(HttpMethod.Get, url, proposal, null, cancellationToken);
            switch ((string?)detail["proposal"]?["checks"])
            {
                case "passed":
                    return true;
                case "failed":
                    return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }
}

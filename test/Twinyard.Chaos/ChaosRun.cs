using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Twinyard.Chaos.Checks;
using Twinyard.Chaos.Deploys;
using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Reports;
using Twinyard.Chaos.Requests;
using Twinyard.Chaos.Servers;
using Twinyard.Chaos.Serving;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Chaos;

/// <summary>From an empty folder to the verdict.</summary>
internal sealed class ChaosRun(ChaosSettings settings, ChaosFolder folder, string postgres, Action<string> tell)
{
    private const int MostRoundsWithoutATick = 20;

    private readonly ChaosCounts _counts = new();
    private readonly RequestBook _requests = new();
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private long _ticks;

    /// <param name="tell">Takes the lines that say how far it is.</param>
    /// <exception cref="InvalidOperationException">It could not be done, which says nothing about the promises.</exception>
    public static async Task<ChaosResult> RunAsync(ChaosSettings settings, Action<string> tell, CancellationToken cancellationToken)
    {
        tell($"seed {settings.Seed}");
        var folder = new ChaosFolder(settings.Home ?? Directory.CreateTempSubdirectory("twinyard-chaos-").FullName);
        Directory.CreateDirectory(folder.Starts);
        await using var postgres = settings.Postgres ? await ChaosPostgres.CreateAsync() : null;
        var held = false;
        try
        {
            var result = await new ChaosRun(settings, folder, postgres?.ConnectionString ?? "", tell).RunAsync(cancellationToken);
            held = result.Violations.Count == 0;
            return result;
        }
        finally
        {
            if (held && settings.Home is null)
            {
                Directory.Delete(folder.Root, recursive: true);
            }
            else if (!held)
            {
                tell($"kept: {folder.Root}{(postgres is null ? "" : $", {postgres.ConnectionString}")}");
            }

            if (postgres is not null)
            {
                postgres.Keep = !held;
            }
        }
    }

    private async Task<ChaosResult> RunAsync(CancellationToken cancellationToken)
    {
        using var clock = new ScriptedClock(folder.Clock);
        using var http = new HttpClient();
        await using var servers = new ServerGroup(folder, settings.Servers, postgres);
        try
        {
            await servers.StartAsync(cancellationToken);
            await using Database database = postgres.Length > 0 ? new PostgresDatabase(postgres) : new SqliteDatabase(Path.Combine(folder.Home, "state.db"));
            return await RunAsync(servers, http, new StateReader(database, Path.Combine(folder.Home, "buckets", "blobs")), clock, cancellationToken);
        }
        finally
        {
            await _requests.SaveAsync(folder.Requests);
        }
    }

    private async Task<ChaosResult> RunAsync(ServerGroup servers, HttpClient http, StateReader reader, ScriptedClock clock, CancellationToken cancellationToken)
    {
        var tokens = JsonSerializer.Deserialize<ChaosTokens>(await File.ReadAllBytesAsync(folder.Tokens, cancellationToken)) ?? throw new InvalidOperationException("There are no tokens.");
        var owner = new Api(http, tokens.Owner);
        var deployment = new Deployment(
            servers, new WorkingCopy(folder.Repository, folder.Starts), owner, new Api(http, tokens.Alice), new Api(http, tokens.Bob), tokens.Alice, clock);
        await deployment.BeginAsync(Workload.First, cancellationToken);
        if (!await deployment.TryAsync(cancellationToken))
        {
            throw new InvalidOperationException($"The first plan could not be deployed; see {folder.Root}.");
        }

        var secret = await owner.AskAsync(HttpMethod.Post, servers.Urls[0], $"workflows/{Workload.Hooked}/webhooks/{Workload.Webhook}/secret", null, cancellationToken);
        var traffic = new Traffic(servers, _requests, owner, clock, (string?)secret["secret"] ?? "");
        var script = new ChaosScript(servers, traffic, deployment, clock, new Random(settings.Seed), _counts);
        while (!IsEnough)
        {
            await script.RoundAsync(cancellationToken);
            await TellAsync(reader, clock, cancellationToken);
        }

        await script.QuietAsync(cancellationToken);
        var open = await new Settling(reader, traffic, clock, tell).WaitAsync(cancellationToken);
        var outside = await StateReader.ReadWarehouseAsync(owner, servers.Urls[0], cancellationToken);
        var bad = await servers.StopAsync(cancellationToken);
        var state = await reader.ReadAsync(outside with { Starts = StartBook.Read(folder.Starts) }, cancellationToken);
        var result = Result(state, [.. open, .. bad], script, deployment, clock);
        if (result.Violations.Count > 0)
        {
            await File.WriteAllBytesAsync(folder.State, JsonSerializer.SerializeToUtf8Bytes(state), cancellationToken);
        }

        return result;
    }

    // A short run whose clock went back more than forth has had no tick yet, and nothing of the ledger was put to the test.
    private bool IsEnough => settings.Kills is { } kills
        ? _counts.Kills >= kills && (_ticks > 0 || _counts.Rounds >= kills + MostRoundsWithoutATick)
        : _elapsed.Elapsed >= settings.Duration;

    private ChaosResult Result(State state, IReadOnlyList<string> open, ChaosScript script, Deployment deployment, ScriptedClock clock)
    {
        var oracle = new TickOracle(deployment.Plans, script.Highest.ToDictionary(one => one.Key, one => one.Value.ToUnixMicros()), clock.Highest.ToUnixMicros());
        var violations = AllChecks.Of(state, Workload.First.Workflows, _requests.All, oracle.Of(state.Deployments));
        return new ChaosResult(
            settings.Seed,
            settings.Postgres ? "postgres" : "sqlite",
            settings.Servers,
            folder.Root,
            Math.Round(_elapsed.Elapsed.TotalSeconds, 1),
            ResultTable.Count(_counts, state, _requests.All),
            [.. open.Select(ResultTable.NotSettled), .. violations]);
    }

    private async Task TellAsync(StateReader reader, ScriptedClock clock, CancellationToken cancellationToken)
    {
        var (ticks, events, runs) = await reader.ProgressAsync(cancellationToken);
        _ticks = ticks;
        tell(string.Create(
            CultureInfo.InvariantCulture,
            $"{_elapsed.Elapsed:hh\\:mm\\:ss}  round {_counts.Rounds}, {_counts.Kills} kills, {ticks:N0} ticks, {events:N0} events, {runs:N0} runs, the clock at {clock.GetUtcNow():yyyy-MM-dd HH:mm}"));
    }
}

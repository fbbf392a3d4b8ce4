using System.Globalization;
using System.Text.Json.Nodes;
using Twinyard.Chaos.Requests;
using Twinyard.Chaos.Serving;
using Twinyard.Platform.Data;

namespace Twinyard.Chaos.Evidence;

/// <summary>Reads the state database by SQL of its own, and the warehouse, which a server holds, by SQL over HTTP.</summary>
/// <param name="blobs">The folder of the objects' contents.</param>
internal sealed class StateReader(Database database, string blobs)
{
    private const int PageSize = 50_000;

    /// <summary>What is still under way, in words; empty when all has settled.</summary>
    public async Task<IReadOnlyList<string>> UnderWayAsync(CancellationToken cancellationToken)
    {
        var counts = new (string What, string Sql)[]
        {
            ("occurrences pending", "SELECT COUNT(*) FROM occurrences WHERE outcome = 'pending'"),
            ("runs that have not ended", "SELECT COUNT(*) FROM runs WHERE ended_at IS NULL"),
            ("events without a place", "SELECT COUNT(*) FROM event_arrivals"),
            ("events that triggers have not had", "SELECT COUNT(*) FROM events e, event_consumers c WHERE c.name = 'workflows.triggers' AND e.sequence > c.position"),
            ("events to be tried again", "SELECT COUNT(*) FROM event_retries WHERE consumer = 'workflows.triggers'"),
        };
        var words = new List<string>();
        foreach (var (what, sql) in counts)
        {
            var count = await database.ReadAsync(session => session.FirstAsync<long>(sql, null, cancellationToken), cancellationToken);
            if (count > 0)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
            }
        }

        return words;
    }

    /// <summary>Counts for progress.</summary>
    public async Task<(long Ticks, long Events, long Runs)> ProgressAsync(CancellationToken cancellationToken)
    {
        Task<long> CountAsync(string sql) => database.ReadAsync(session => session.FirstAsync<long>(sql, null, cancellationToken), cancellationToken);
        return (
            await CountAsync("SELECT CAST(COALESCE(SUM(ticks), 0) AS BIGINT) FROM occurrences WHERE trigger_kind = 'schedule'"),
            await CountAsync("SELECT COUNT(*) FROM events"),
            await CountAsync("SELECT COUNT(*) FROM runs"));
    }

    public async Task<State> ReadAsync(State outside, CancellationToken cancellationToken) => outside with
    {
        Occurrences = await AllAsync<OccurrenceRow>(
            """
            SELECT id AS Id, workflow AS Workflow, trigger_id AS TriggerId, trigger_kind AS Kind, reference AS Reference, label AS Label, due_at AS DueAt, until_at AS UntilAt,
                ticks AS Ticks, outcome AS Outcome, input AS Input
            FROM occurrences
            """,
            cancellationToken),
        Runs = await AllAsync<RunRow>(
            "SELECT id AS Id, workflow AS Workflow, occurrence_id AS OccurrenceId, state AS State, attempt AS Attempt, fence AS Fence, backup_of AS BackupOf FROM runs", cancellationToken),
        Attempts = await AllAsync<AttemptRow>("SELECT run_id AS RunId, fence AS Fence, outcome AS Outcome FROM run_attempts UNION ALL SELECT id, fence, state FROM runs WHERE state = 'succeeded'", cancellationToken),
        Steps = await AllAsync<StepRow>("SELECT run_id AS RunId, step AS Step, item AS Item, state AS State, attempts AS Attempts FROM run_steps", cancellationToken),
        Commits = await AllAsync<CommitRow>("SELECT id AS OccurrenceId, committed_run AS RunId, committed_fence AS Fence FROM occurrences WHERE committed_run IS NOT NULL", cancellationToken),
        Events = await AllAsync<EventRow>(
            $"SELECT id AS Id, source AS Source, detail_type AS DetailType, detail AS Detail FROM events WHERE source IN ('chaos', '{ScriptedOutputs.Source}', 'twinyard.webhooks')", cancellationToken),
        Deployments = await AllAsync<DeploymentRow>("SELECT commit_id AS CommitId, deployed_at AS DeployedAt FROM repositories_deployments", cancellationToken),
        Objects =
        [
            .. (await AllAsync<ObjectRow>($"SELECT key AS Key, run_id AS RunId, sha256 AS Sha256 FROM buckets_versions WHERE bucket = '{ScriptedOutputs.Bucket}'", cancellationToken))
                .Select(row => row with { Content = ContentOf(row.Sha256) }),
        ],
    };

    public static async Task<State> ReadWarehouseAsync(Api owner, string url, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(owner, url, $"SELECT run_id, stamp, number FROM {ScriptedOutputs.Table} ORDER BY run_id, stamp, number", cancellationToken);
        var metrics = await QueryAsync(owner, url, $"SELECT dimensions['stamp'] FROM metrics WHERE name = '{ScriptedOutputs.Metric}' ORDER BY 1", cancellationToken);
        return new State
        {
            Rows = [.. rows.Select(row => new TableRow(Text(row[0]), Text(row[1]), row[2]?.GetValue<long>() ?? 0))],
            Metrics = [.. metrics.Select(row => Text(row[0]))],
        };
    }

    private static async Task<IReadOnlyList<JsonArray>> QueryAsync(Api owner, string url, string sql, CancellationToken cancellationToken)
    {
        var all = new List<JsonArray>();
        while (true)
        {
            var page = string.Create(CultureInfo.InvariantCulture, $"{sql} LIMIT {PageSize} OFFSET {all.Count}");
            var answer = await owner.AskAsync(HttpMethod.Post, url, "warehouse/query", new { sql = page, maximumRows = PageSize }, cancellationToken);
            var rows = answer["rows"]?.AsArray().OfType<JsonArray>().ToList() ?? [];
            all.AddRange(rows);
            if (rows.Count < PageSize)
            {
                return all;
            }
        }
    }

    private string ContentOf(string sha256)
    {
        var path = Path.Combine(blobs, sha256[..2], sha256[2..]);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static string Text(JsonNode? value) => value?.GetValue<string>() ?? "";

    private Task<IReadOnlyList<T>> AllAsync<T>(string sql, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.QueryAsync<T>(sql, null, cancellationToken), cancellationToken);
}

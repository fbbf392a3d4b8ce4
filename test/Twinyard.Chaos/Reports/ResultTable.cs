using System.Globalization;
using System.Text;
using System.Text.Json;
using Twinyard.Chaos.Checks;

namespace Twinyard.Chaos.Reports;

internal static class ResultTable
{
    /// <summary>Violations of one sort that are told; the others are counted.</summary>
    private const int MostOfASort = 20;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string ToJson(ChaosResult result) => JsonSerializer.Serialize(
        new
        {
            result.Seed,
            result.Engine,
            result.Servers,
            result.Home,
            result.Seconds,
            Counts = result.Counts.ToDictionary(),
            result.Violations,
        },
        Indented);

    public static string ToText(ChaosResult result)
    {
        var text = new StringBuilder();
        foreach (var (name, count) in result.Counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,-40}{count,12:N0}\n");
        }

        foreach (var sort in result.Violations.GroupBy(violation => (violation.Promise, violation.What)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nPromise {sort.Key.Promise} is broken {sort.Count()} times: {sort.Key.What}\n");
            foreach (var violation in sort.Take(MostOfASort))
            {
                text.Append("  ").Append(violation.Proof).Append('\n');
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{(result.Violations.Count == 0 ? "Promises 1, 2 and 3 held." : $"{result.Violations.Count} violations; the state is kept in {result.Home}.")} Seed {result.Seed}.\n");
        return text.ToString();
    }

    /// <summary>What the script did, and what the environment made of it.</summary>
    public static IReadOnlyList<KeyValuePair<string, long>> Count(ChaosCounts script, Evidence.State state, IReadOnlyList<Requests.Request> requests)
    {
        var counts = new List<KeyValuePair<string, long>>
        {
            new("servers killed", script.Kills),
            new("  of them while starting", script.KillsAtStart),
            new("servers paused beyond their leases", script.Pauses),
            new("clock put forward", script.ClockForward),
            new("clock put back", script.ClockBack),
            new("deploys that edit schedules", state.Deployments.Count - 1),
            new("ticks on the ledger", state.Occurrences.Where(one => one.Kind == "schedule").Sum(one => one.Ticks)),
            new("events of the script, runs and webhooks", state.Events.Count),
        };
        counts.AddRange(requests.GroupBy(request => (request.Kind, request.Answer)).OrderBy(group => group.Key)
            .Select(group => new KeyValuePair<string, long>($"requests: {group.Key.Kind}, {group.Key.Answer}".ToLowerInvariant(), group.Count())));
        counts.AddRange(state.Occurrences.GroupBy(one => one.Outcome).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new KeyValuePair<string, long>($"occurrences: {group.Key}", group.Count())));
        counts.AddRange(state.Runs.GroupBy(run => run.State).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new KeyValuePair<string, long>($"runs: {group.Key}", group.Count())));
        counts.Add(new("runs that are backups", state.Runs.Count(run => run.BackupOf is not null)));
        counts.Add(new("attempts executed", state.Starts.Count));
        counts.Add(new("attempts lost", state.Attempts.Count(attempt => attempt.Outcome == "lost")));
        counts.Add(new("commit records", state.Commits.Count));
        counts.Add(new("rows, objects and metrics visible", state.Rows.Count + state.Objects.Count + state.Metrics.Count));
        return counts;
    }

    public static Violation NotSettled(string open) => new(2, "Something has not come to its end.", open);
}

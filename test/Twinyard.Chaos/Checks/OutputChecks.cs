using System.Text.Json.Nodes;
using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Serving;

namespace Twinyard.Chaos.Checks;

/// <summary>Promise 3: of the attempt that has the commit record everything is visible, once; of any other attempt nothing.</summary>
internal static class OutputChecks
{
    private const int Promise = 3;

    public static IEnumerable<Violation> Of(State state, IReadOnlyDictionary<string, WorkflowDefinition> workflows)
    {
        var runs = state.Runs.ToDictionary(run => run.Id, StringComparer.Ordinal);
        var leaving = state.Commits
            .Where(commit => runs.GetValueOrDefault(commit.RunId) is { } run && (run.BackupOf is not null || workflows[run.Workflow].Leaves))
            .Select(commit => runs[commit.RunId] is { BackupOf: null } run && workflows[run.Workflow].HasSteps ? RunStamp.OfSteps(commit.RunId) : RunStamp.Of(commit.RunId, commit.Fence)).ToHashSet(StringComparer.Ordinal);
        var visible = Visible(state);
        foreach (var stamp in leaving.Union(visible.Keys))
        {
            var seen = visible.GetValueOrDefault(stamp) ?? [];
            if (!leaving.Contains(stamp))
            {
                yield return new Violation(Promise, "Outputs are visible of an attempt that has no commit record.", $"{stamp}: {string.Join(", ", seen)}");
                continue;
            }

            var missing = Whole.Except(seen).ToList();
            if (missing.Count > 0)
            {
                yield return new Violation(Promise, "Outputs of a committed attempt are missing.", $"{stamp}: {string.Join(", ", missing)}");
            }

            var twice = seen.GroupBy(one => one).Where(group => group.Count() > 1 || !Whole.Contains(group.Key)).Select(group => $"{group.Count()} × {group.Key}").ToList();
            if (twice.Count > 0)
            {
                yield return new Violation(Promise, "Outputs of a committed attempt are visible more than once.", $"{stamp}: {string.Join(", ", twice)}");
            }
        }
    }

    private static readonly IReadOnlyList<string> Whole =
        [.. Enumerable.Range(1, ScriptedOutputs.Rows).Select(number => $"row {number}"), .. ScriptedOutputs.Objects, "event", "metric"];

    /// <returns>What is visible, by the attempt that left it.</returns>
    private static Dictionary<string, List<string>> Visible(State state)
    {
        var visible = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        void Add(string stamp, string what)
        {
            if (!visible.TryGetValue(stamp, out var seen))
            {
                visible[stamp] = seen = [];
            }

            seen.Add(what);
        }

        foreach (var row in state.Rows)
        {
            // The store's own column has to name the run of the stamp.
            Add(row.RunId == RunStamp.RunOf(row.Stamp) ? row.Stamp : $"{row.Stamp} as {row.RunId}", $"row {row.Number}");
        }

        foreach (var stamp in state.Metrics)
        {
            Add(stamp, "metric");
        }

        foreach (var one in state.Events.Where(one => one.Source == ScriptedOutputs.Source))
        {
            Add((string?)JsonNode.Parse(one.Detail)?["stamp"] ?? one.Id, "event");
        }

        foreach (var version in state.Objects)
        {
            var name = version.Key[(version.Key.LastIndexOf('/') + 1)..];
            Add(StampOf(version, name), name);
        }

        return visible;
    }

    private static string StampOf(ObjectRow version, string name)
    {
        var stamp = version.Content.Length > name.Length ? version.Content[name.Length..].Trim() : "";
        return version.Content == ScriptedOutputs.ContentOf(name, stamp) && stamp.Contains('-', StringComparison.Ordinal) && RunStamp.RunOf(stamp) == version.RunId
            ? stamp
            : $"run {version.RunId} with the content '{version.Content}'";
    }
}

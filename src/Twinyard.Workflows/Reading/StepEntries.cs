using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Steps;

namespace Twinyard.Workflows.Reading;

/// <summary>The steps of a run for people and programs.</summary>
internal static class StepEntries
{
    // Longer values and outputs are in the log or the objects of a run; its record stays one that can be looked at.
    private const int LongestShown = 4096;

    /// <param name="rows">Empty for a run that has not started.</param>
    public static IReadOnlyList<StepEntry> Of(RunSpecification run, string runId, IReadOnlyList<StepRow> rows)
    {
        if (run.Steps is not { } steps)
        {
            return [];
        }

        var known = rows.ToLookup(row => row.Step, StringComparer.Ordinal);
        return [.. steps.Select(step => Entry(step, runId, [.. known[step.Name].OrderBy(row => row.Item)]))];
    }

    public static IReadOnlyList<DeclaredStep> Declared(RunSpecification run) => [.. (run.Steps ?? []).Select(step => new DeclaredStep(
        step.Name, step.Script, step.Needs, step.Matrix is JsonArray items ? $"{items.Count} items" : step.Matrix?.ToString(), step.Retries))];

    private static StepEntry Entry(StepSpecification step, string runId, IReadOnlyList<StepRow> rows)
    {
        // One row that is no item says how a step is whose items are not known, or of which there are none.
        var items = step.IsFanOut && rows is [{ Value: null }] ? [] : rows.Select(row => Item(row, runId)).ToList();
        if (items.Count == 0 && rows is [{ Error: not null } failed])
        {
            items = [Item(failed, runId)];
        }

        return new StepEntry(step.Name, step.Script, step.Needs, State([.. rows.Select(row => row.State)]), step.IsFanOut, items);
    }

    private static string State(IReadOnlyList<string> states)
    {
        if (states.Count == 0 || states.All(state => state == states[0]))
        {
            return states.FirstOrDefault() ?? StepStates.Waiting;
        }

        foreach (var state in (ReadOnlySpan<string>)[StepStates.Running, StepStates.Failed, StepStates.Cancelled, StepStates.Skipped])
        {
            if (states.Contains(state))
            {
                return state;
            }
        }

        // Some items have succeeded and others wait.
        return StepStates.Running;
    }

    private static StepItem Item(StepRow row, string runId) => new(
        (int)row.Item,
        Shown(row.Value),
        row.State,
        (int)row.Attempts,
        UnixMicros.FromUnixMicros(row.StartedAt),
        UnixMicros.FromUnixMicros(row.EndedAt),
        row.Error,
        Shown(row.Outputs),
        row.State == StepStates.Succeeded && row.KeptIn != runId ? row.KeptIn : null);

    private static JsonElement? Shown(string? json) => json is null || json.Length > LongestShown ? null : JsonSerializer.Deserialize<JsonElement>(json);
}

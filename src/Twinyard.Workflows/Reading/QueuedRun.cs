using System.Globalization;
using System.Text.Json;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Placement;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Reading;

/// <summary>The record of a run as it is when it has just been asked for. Whoever wrote it knows all of it.</summary>
internal static class QueuedRun
{
    public static RunDetail Detail(string runId, StartPlacement start, NewOccurrence occurrence)
    {
        var (workflow, placed) = start;
        var summary = new RunSummary(
            runId, workflow.Name, RunStates.Queued, occurrence.TriggerKind, workflow.Commit, 0, UnixMicros.FromUnixMicros(placed.At), null, null, null, null);
        return new RunDetail(
            summary,
            placed.Id,
            UnixMicros.FromUnixMicros(occurrence.DueAt),
            occurrence.Label,
            workflow.Proposal,
            workflow.Specification.Role,
            workflow.Specification.Run.Script,
            Timeout(workflow.Specification),
            0,
            occurrence.InputJson is { } input ? JsonSerializer.Deserialize<JsonElement>(input) : null,
            null,
            null,
            null,
            [])
        {
            Steps = StepEntries.Of(workflow.Specification.Run, runId, []),
        };
    }

    public static string Timeout(WorkflowSpecification specification) => string.Create(CultureInfo.InvariantCulture, $"{specification.Run.Timeout.TotalSeconds:0.###}s");
}

using System.Diagnostics.Metrics;

namespace Twinyard.Workflows;

/// <summary>Meter <c>Twinyard.Workflows</c>.</summary>
internal static class WorkflowsMeter
{
    private static readonly Meter Meter = new("Twinyard.Workflows");

    /// <summary><c>twinyard.workflows.artifacts_removed</c>, by reason: <c>age</c> or <c>size</c>.</summary>
    public static Counter<long> ArtifactsRemoved { get; } = Meter.CreateCounter<long>("twinyard.workflows.artifacts_removed", "By", "Bytes of artifacts that were removed.");
}

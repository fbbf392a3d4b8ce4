using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Records;

namespace Twinyard.Workflows.Lineage;

/// <summary>A run came from a commit, from what it read, and, standing in for another or going on from it, from that run.</summary>
internal sealed class RunLineage(WorkflowReader reader, Database database, RecordedReads reads) : ILineageSource
{
    private const int MaximumReads = 50;

    public IReadOnlyList<string> Kinds { get; } = ["run"];

    public async Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken)
    {
        var found = await reader.RunAsync(reference.Id, cancellationToken);
        if (!found.IsOk)
        {
            return null;
        }

        var run = found.Value;
        var facts = new List<KeyValuePair<string, string>>
        {
            new("workflow", run.Summary.Workflow),
            new("state", run.Summary.State),
            new("trigger", $"{run.Summary.Trigger} {run.Reference}"),
            new("role", run.Role),
            run.Steps.Count == 0 ? new("script", run.Script) : new("steps", string.Join(", ", run.Steps.Select(step => step.Name))),
            new("attempt", run.Summary.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
        if (run.Summary.EndedAt is { } ended)
        {
            facts.Add(new("ended", ended.ToText()));
        }

        var from = new List<LineageReference> { new("commit", run.Summary.Commit) };
        if (run.Summary.BackupOf is { } failed)
        {
            from.Add(new LineageReference("run", failed));
        }

        if (run.Summary.ResumedFrom is { } resumed)
        {
            from.Add(new LineageReference("run", resumed));
        }

        from.AddRange(await ReadAsync(reference.Id, cancellationToken));
        return new LineageNode(reference, $"Run of {run.Summary.Workflow}", facts, from);
    }

    /// <summary>What it read in a version: objects are datasets, bundles are model versions.</summary>
    private async Task<IEnumerable<LineageReference>> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => reads.OfRunAsync(id, session, cancellationToken), cancellationToken);
        return rows
            .Where(row => row.Kind is RunRead.Object or RunRead.Bundle)
            .Take(MaximumReads)
            .Select(row => new LineageReference(row.Kind == RunRead.Object ? "dataset" : "model-version", $"{row.Name}@{row.Version}"));
    }
}

using System.Globalization;
using Twinyard.Contracts.Models;
using Twinyard.Models.Registry;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Models.Lineage;

/// <summary>Resolves <c>model-version</c> nodes, named <c>model@2</c>, back to the run and the datasets.</summary>
internal sealed class ModelVersionLineage(IModelRegistry registry) : ILineageSource
{
    public IReadOnlyList<string> Kinds { get; } = ["model-version"];

    public async Task<LineageNode?> ResolveAsync(LineageReference reference, CancellationToken cancellationToken)
    {
        var at = reference.Id.LastIndexOf('@');
        if (at <= 0 || !int.TryParse(reference.Id.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return null;
        }

        var found = await registry.FindVersionAsync(reference.Id[..at], version, cancellationToken);
        if (!found.IsOk)
        {
            return null;
        }

        var summary = found.Value.Version;
        return new LineageNode(
            reference,
            $"Model {summary.Model} v{summary.Version}",
            [.. Facts(summary)],
            [new LineageReference("run", summary.Run), .. found.Value.Datasets.Select(dataset => new LineageReference("dataset", dataset.ToString()))]);
    }

    private static IEnumerable<KeyValuePair<string, string>> Facts(ModelVersionSummary version)
    {
        if (version.Description.Length > 0)
        {
            yield return new("description", version.Description);
        }

        if (version.Aliases.Count > 0)
        {
            yield return new("aliases", string.Join(", ", version.Aliases));
        }

        yield return new("registered", version.CreatedAt.ToText());
        yield return new("sha256", version.Sha256);
        foreach (var (name, value) in version.Metrics)
        {
            yield return new(name, value.ToString("0.###", CultureInfo.InvariantCulture));
        }
    }
}

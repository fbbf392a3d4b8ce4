using Twinyard.Contracts.Models;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Lineage;

internal sealed class LineageWalker(IServiceProvider services) : ILineage
{
    public const int MaximumDepth = 12;
    public const int MaximumNodes = 500;

    public async Task<Result<LineageTree>> TraceAsync(LineageReference reference, CancellationToken cancellationToken)
    {
        // Asked for late: a source may itself need rooms that need this one.
        var sources = ((IEnumerable<ILineageSource>?)services.GetService(typeof(IEnumerable<ILineageSource>)) ?? [])
            .SelectMany(source => source.Kinds.Select(kind => (kind, source)))
            .ToLookup(pair => pair.kind, pair => pair.source, StringComparer.Ordinal);
        if (!sources.Contains(reference.Kind))
        {
            var known = string.Join(", ", sources.Select(group => group.Key).Order(StringComparer.Ordinal));
            return new NotFoundError("lineage-kind-unknown", $"Nothing of the kind {reference.Kind} has a lineage.", $"Known kinds are {known}.");
        }

        var walk = new Walk(sources, cancellationToken);
        return await walk.VisitAsync(reference, 0) is { Note: not Walk.Unknown } tree
            ? tree
            : new NotFoundError("lineage-not-found", $"There is no {reference.Kind} {reference.Id}.", reference.Kind == "decision" ? "It may not have arrived yet: telemetry is loaded about a second after it was sent." : "");
    }

    private sealed class Walk(ILookup<string, ILineageSource> sources, CancellationToken cancellationToken)
    {
        public const string Unknown = "not known here";

        private readonly HashSet<LineageReference> _seen = [];

        public async Task<LineageTree> VisitAsync(LineageReference reference, int depth)
        {
            if (_seen.Contains(reference))
            {
                return Leaf(reference, "told above");
            }

            if (depth == MaximumDepth || _seen.Count == MaximumNodes)
            {
                return Leaf(reference, "not followed further");
            }

            _seen.Add(reference);
            if (await ResolveAsync(reference) is not { } node)
            {
                return Leaf(reference, Unknown);
            }

            var from = new List<LineageTree>();
            foreach (var next in node.From)
            {
                from.Add(await VisitAsync(next, depth + 1));
            }

            return new LineageTree(reference.Kind, reference.Id, node.Title, [.. node.Facts.Select(fact => new LineageFact(fact.Key, fact.Value))], "", from);
        }

        private async Task<LineageNode?> ResolveAsync(LineageReference reference)
        {
            foreach (var source in sources[reference.Kind])
            {
                if (await source.ResolveAsync(reference, cancellationToken) is { } node)
                {
                    return node;
                }
            }

            return null;
        }

        private static LineageTree Leaf(LineageReference reference, string note) => new(reference.Kind, reference.Id, $"{reference.Kind} {reference.Id}", [], note, []);
    }
}

using Twinyard.Contracts.Models;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Lineage;

/// <summary>Walks every room's <see cref="ILineageSource"/> from a thing back to what it came from.</summary>
public interface ILineage
{
    /// <summary>The whole tree: at most 12 levels and 500 nodes, and what was told once is not told again.</summary>
    Task<Result<LineageTree>> TraceAsync(LineageReference reference, CancellationToken cancellationToken);
}

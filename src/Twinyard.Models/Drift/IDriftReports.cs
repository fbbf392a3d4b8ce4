using Twinyard.Contracts.Models;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Drift;

public interface IDriftReports
{
    /// <summary>Newest report of each group, and what changed before. Empty while no device has sent decisions of the model's champion.</summary>
    Task<Result<DriftOverview>> FindAsync(string model, CancellationToken cancellationToken);
}

using Twinyard.Contracts.Models;
using Twinyard.Platform.Paging;

namespace Twinyard.Models.Evaluations;

/// <summary>What runs found out about versions.</summary>
public interface IEvaluations
{
    /// <summary>Newest first.</summary>
    Task<Page<EvaluationEntry>> ListAsync(string model, PageRequest page, CancellationToken cancellationToken);
}

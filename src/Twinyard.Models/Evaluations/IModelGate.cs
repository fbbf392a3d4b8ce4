namespace Twinyard.Models.Evaluations;

/// <summary>Whether a version may take another's place, by what was measured.</summary>
public interface IModelGate
{
    /// <summary>
    /// Compares on every dataset that one run evaluated for both versions, by the newest such run a dataset. Passed when there
    /// is at least one, and on each the candidate's metric is at most (1 + tolerance) × the champion's: lower is better.
    /// </summary>
    /// <param name="metric">Such as <c>rmse</c>.</param>
    /// <param name="tolerance">0.05 for five percent; not negative.</param>
    Task<GateDecision> CompareAsync(string model, int candidate, int champion, string metric, double tolerance, CancellationToken cancellationToken);
}

/// <param name="Reasons">One sentence a dataset, with both numbers; or why nothing could be compared.</param>
public sealed record GateDecision(bool Passed, IReadOnlyList<string> Reasons);

using Twinyard.Contracts.Models;

namespace Twinyard.Models.Drift;

/// <summary>What a window says when compared with a profile.</summary>
/// <param name="Columns">Highest PSI first; empty while insufficient.</param>
internal sealed record DriftVerdict(string State, double PsiThreshold, string Reason, IReadOnlyList<DriftColumn> Columns, DriftColumn? Prediction);

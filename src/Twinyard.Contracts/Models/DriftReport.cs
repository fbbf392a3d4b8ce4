namespace Twinyard.Contracts.Models;

/// <summary>How a group's newest rows compare with what a model version was trained on.</summary>
/// <param name="Group">The part of the entity before its first <c>/</c>; empty for entities without one.</param>
/// <param name="State"><c>ok</c>, <c>drifted</c>, or <c>insufficient</c> while there are too few rows or series to tell.</param>
/// <param name="Since">When it came into this state.</param>
/// <param name="At">When it was last computed.</param>
/// <param name="Rows">Rows in the window.</param>
/// <param name="Series">Entities in the window.</param>
/// <param name="PsiThreshold">What a column's PSI must exceed to count, for this many rows and series.</param>
/// <param name="KsThreshold">What a column's KS must exceed to count.</param>
/// <param name="Reason">The state in one sentence.</param>
/// <param name="Columns">Highest PSI first.</param>
/// <param name="Prediction">The predictions against those at training; for information, never deciding.</param>
/// <param name="Devices">Devices in the window, at most 50.</param>
public sealed record DriftReport(
    string Model,
    int Version,
    string Group,
    string State,
    DateTimeOffset Since,
    DateTimeOffset At,
    long Rows,
    int Series,
    double PsiThreshold,
    double KsThreshold,
    string Reason,
    IReadOnlyList<DriftColumn> Columns,
    DriftColumn? Prediction,
    IReadOnlyList<string> Devices);

/// <param name="Psi">Population stability index; for raw columns against the training rows with the same mix of predictions.</param>
/// <param name="Ks">Kolmogorov-Smirnov statistic between the profile's bins, likewise.</param>
/// <param name="Exceeds">Both lie above their thresholds.</param>
public sealed record DriftColumn(string Name, double Psi, double Ks, bool Exceeds);

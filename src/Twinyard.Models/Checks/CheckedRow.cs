namespace Twinyard.Models.Checks;

/// <summary>A row of a check's data.</summary>
/// <param name="Values">One a column of the bundle.</param>
/// <param name="Label">The truth; NaN where no label was asked for.</param>
internal sealed record CheckedRow(string Entity, double Step, double[] Values, double Label);

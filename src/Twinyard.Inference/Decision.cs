namespace Twinyard.Inference;

/// <summary>What the pipeline says about one row of one series.</summary>
/// <param name="Step">The row's place in the series, such as the cycle.</param>
/// <param name="Prediction">Clamped to the bundle's bounds.</param>
/// <param name="Name">The decision taken, such as <c>inspect</c>.</param>
public readonly record struct Decision(string Entity, double Step, float Prediction, string Name);

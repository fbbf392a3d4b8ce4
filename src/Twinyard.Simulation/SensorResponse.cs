namespace Twinyard.Simulation;

/// <summary>How a sensor answers wear: <c>baseline + noise + unit's own offset + span × damage</c>.</summary>
/// <param name="Noise">Standard deviation from cycle to cycle.</param>
/// <param name="Compressor">Change from new to failed in fault mode <see cref="FaultMode.Compressor"/>.</param>
/// <param name="Fan">The same in fault mode <see cref="FaultMode.Fan"/>.</param>
/// <param name="Decimals">As many as C-MAPSS writes.</param>
/// <param name="Shift">How far from the baseline a new engine of the second build is on average, in units of noise.</param>
/// <param name="Spread">How much engines of the second build differ from each other when new, in units of noise.</param>
internal sealed record SensorResponse(
    double Baseline, double Noise, double Compressor, double Fan, int Decimals, double Shift = 0, double Spread = SensorResponse.UsualSpread)
{
    /// <summary>How much engines of the first build differ from each other when new, in units of noise.</summary>
    public const double UsualSpread = 0.35;

    /// <summary>
    /// s1 to s21. Baselines, noise and the compressor's spans are of the size that FD001 shows; sensors that are constant there are
    /// constant here. Shifts and spreads are those of FD003's first 20 cycles against FD001's.
    /// </summary>
    public static IReadOnlyList<SensorResponse> All { get; } =
    [
        new(518.67, 0, 0, 0, 2),
        new(642.3, 0.40, 1.9, 1.1, 2, Shift: -0.4),
        new(1587.0, 5.2, 23.0, 15.0, 2, Shift: -0.5),
        new(1402.0, 6.5, 38.0, 22.0, 2, Shift: -0.55),
        new(14.62, 0, 0, 0, 2),
        new(21.61, 0, 0, 0, 2),
        new(553.9, 0.65, -3.6, 7.5, 2, Spread: 1.8),
        new(2388.05, 0.05, 0.29, 0.42, 2, Shift: -1.0, Spread: 2.2),
        new(9055.0, 12.0, 55.0, 130.0, 2),
        new(1.30, 0, 0, 0, 2),
        new(47.35, 0.18, 1.15, 0.65, 2, Shift: -0.55),
        new(521.9, 0.52, -3.1, 6.4, 2, Spread: 2.1),
        new(2388.05, 0.05, 0.29, 0.42, 2, Shift: -1.0, Spread: 2.2),
        new(8135.0, 11.0, 45.0, 95.0, 2),
        new(8.418, 0.026, 0.155, -0.19, 4, Shift: -0.5),
        new(0.03, 0, 0, 0, 2),
        new(392.3, 1.05, 6.2, 4.0, 0, Shift: -0.5),
        new(2388.0, 0, 0, 0, 0),
        new(100.0, 0, 0, 0, 2),
        new(38.93, 0.125, -0.72, 0.9, 2, Shift: 0.3),
        new(23.36, 0.075, -0.43, 0.54, 4, Shift: 0.3),
    ];
}

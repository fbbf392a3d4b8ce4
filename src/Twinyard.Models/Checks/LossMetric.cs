namespace Twinyard.Models.Checks;

/// <summary>A metric that is a function of the mean of rows' losses; lower is better.</summary>
internal sealed record LossMetric(string Name, Func<double, double> Loss, Func<double, double> OfMean)
{
    public static IReadOnlyList<LossMetric> All { get; } =
    [
        new("rmse", error => error * error, Math.Sqrt),
        new("mae", Math.Abs, mean => mean),
    ];

    public double Of(double losses, long rows) => OfMean(losses / rows);
}

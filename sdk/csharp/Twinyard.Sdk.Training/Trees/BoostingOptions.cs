namespace Twinyard.Sdk.Training.Trees;

/// <summary>How trees are boosted. Equal options and equal data give the same trees on machines of the same kind.</summary>
public sealed record BoostingOptions
{
    /// <value>300.</value>
    public int Trees { get; init; } = 300;

    /// <value>0.03.</value>
    public double LearningRate { get; init; } = 0.03;

    /// <value>15.</value>
    public int Leaves { get; init; } = 15;

    /// <value>100 rows.</value>
    public int MinimumRowsPerLeaf { get; init; } = 100;

    /// <summary>Share of the features that a tree may look at.</summary>
    /// <value>0.2.</value>
    public double FeatureShare { get; init; } = 0.2;

    /// <summary>Share of the rows that a tree is grown on.</summary>
    /// <value>0.3: series change slowly, so rows repeat each other.</value>
    public double RowShare { get; init; } = 0.3;

    /// <value>1.</value>
    public double L2 { get; init; } = 1;

    /// <summary>One ensemble is grown for each seed, and the mean of them is the model.</summary>
    /// <value>1.</value>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>Fixed, because the order of summation, and with it the last digits of a leaf, depend on it. LightGBM's threads wait by spinning, so more than the idle cores make it slower.</summary>
    /// <value>1.</value>
    public int Threads { get; init; } = 1;
}

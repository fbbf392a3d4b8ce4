namespace Twinyard.Sdk.Training.Trees;

/// <summary>How trees are boosted. Equal options and equal data give the same trees on machines of the same kind.</summary>
public sealed record BoostingOptions
{
    /// <value>400.</value>
    public int Trees { get; init; } = 400;

    /// <value>0.03.</value>
    public double LearningRate { get; init; } = 0.03;

    /// <value>31.</value>
    public int Leaves { get; init; } = 31;

    /// <value>40 rows.</value>
    public int MinimumRowsPerLeaf { get; init; } = 40;

    /// <summary>Share of the features that a tree may look at.</summary>
    /// <value>0.5.</value>
    public double FeatureShare { get; init; } = 0.5;

    /// <summary>Share of the rows that a tree is grown on.</summary>
    /// <value>0.8.</value>
    public double RowShare { get; init; } = 0.8;

    /// <value>1.</value>
    public double L2 { get; init; } = 1;

    /// <summary>One ensemble is grown for each seed, and the mean of them is the model.</summary>
    /// <value>1.</value>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>Fixed, because the order of summation, and with it the last digits of a threshold, depend on it.</summary>
    /// <value>2.</value>
    public int Threads { get; init; } = 2;
}

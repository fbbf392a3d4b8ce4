namespace Twinyard.Sdk.Training.Trees;

/// <summary>A sum of trees.</summary>
/// <param name="Bias">Added to the sum.</param>
public sealed record TreeEnsemble(int FeatureCount, double Bias, IReadOnlyList<RegressionTree> Trees)
{
    public float Predict(ReadOnlySpan<float> features)
    {
        var sum = Bias;
        foreach (var tree in Trees)
        {
            sum += tree.Predict(features);
        }

        return (float)sum;
    }

    /// <summary>One ensemble that predicts the mean of several.</summary>
    public static TreeEnsemble Average(IReadOnlyList<TreeEnsemble> ensembles)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ensembles.Count);
        var share = 1.0 / ensembles.Count;
        return new TreeEnsemble(
            ensembles[0].FeatureCount,
            ensembles.Average(ensemble => ensemble.Bias),
            [.. ensembles.SelectMany(ensemble => ensemble.Trees).Select(tree => tree with { LeafValue = [.. tree.LeafValue.Select(value => value * share)] })]);
    }
}

namespace Twinyard.Sdk.Training.Trees;

/// <summary>
/// A binary tree over numbers. Node i sends a row to <paramref name="Left"/>[i] when its feature is at most the threshold, else
/// to <paramref name="Right"/>[i]. A negative child −1 − k is leaf k. A tree without nodes is its only leaf.
/// </summary>
public sealed record RegressionTree(int[] Feature, double[] Threshold, int[] Left, int[] Right, double[] LeafValue)
{
    public double Predict(ReadOnlySpan<float> features)
    {
        if (Feature.Length == 0)
        {
            return LeafValue[0];
        }

        var node = 0;
        while (node >= 0)
        {
            node = features[Feature[node]] <= Threshold[node] ? Left[node] : Right[node];
        }

        return LeafValue[-1 - node];
    }
}

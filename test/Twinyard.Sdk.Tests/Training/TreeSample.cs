using Twinyard.Sdk.Training.Trees;

namespace Twinyard.Sdk.Tests.Training;

/// <summary>Random trees, and rows that lie on their thresholds as often as beside them.</summary>
internal static class TreeSample
{
    public static TreeEnsemble Ensemble(Random random, int features, int trees) =>
        new(features, random.NextDouble() * 10, [.. Enumerable.Range(0, trees).Select(_ => Tree(random, features))]);

    /// <summary>Rows whose values are floats at, just below or just above thresholds, or anywhere.</summary>
    public static float[] Rows(Random random, TreeEnsemble ensemble, int rows)
    {
        var thresholds = ensemble.Trees.SelectMany(tree => tree.Threshold).DefaultIfEmpty(0).ToArray();
        return [.. Enumerable.Range(0, rows * ensemble.FeatureCount).Select(_ => Value(random, (float)thresholds[random.Next(thresholds.Length)]))];
    }

    private static RegressionTree Tree(Random random, int features)
    {
        var inner = random.Next(0, 40);
        var feature = new int[inner];
        var threshold = new double[inner];
        var left = new int[inner];
        var right = new int[inner];
        // Every node after the first takes the place of a leaf of the tree so far.
        var open = new List<(int Node, bool Left)>();
        for (var node = 0; node < inner; node++)
        {
            if (node > 0)
            {
                var place = random.Next(open.Count);
                var (parent, isLeft) = open[place];
                open.RemoveAt(place);
                (isLeft ? left : right)[parent] = node;
            }

            feature[node] = random.Next(features);
            threshold[node] = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4));
            open.Add((node, true));
            open.Add((node, false));
        }

        for (var leaf = 0; leaf < open.Count; leaf++)
        {
            (open[leaf].Left ? left : right)[open[leaf].Node] = -1 - leaf;
        }

        return new RegressionTree(feature, threshold, left, right, [.. Enumerable.Range(0, inner + 1).Select(_ => random.NextDouble() - 0.5)]);
    }

    private static float Value(Random random, float threshold) => random.Next(4) switch
    {
        0 => threshold,
        1 => MathF.BitDecrement(threshold),
        2 => MathF.BitIncrement(threshold),
        _ => (float)((random.NextDouble() - 0.5) * 1000),
    };
}

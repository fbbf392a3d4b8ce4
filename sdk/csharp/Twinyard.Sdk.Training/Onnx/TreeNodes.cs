using Twinyard.Sdk.Training.Trees;

namespace Twinyard.Sdk.Training.Onnx;

/// <summary>
/// Trees as the parallel arrays of <c>ai.onnx.ml.TreeEnsembleRegressor</c>: inner nodes keep their numbers, leaves follow them.
/// </summary>
internal sealed class TreeNodes
{
    public List<long> TreeIds { get; } = [];

    public List<long> NodeIds { get; } = [];

    public List<string> Modes { get; } = [];

    public List<long> FeatureIds { get; } = [];

    public List<float> Values { get; } = [];

    public List<long> TrueNodeIds { get; } = [];

    public List<long> FalseNodeIds { get; } = [];

    public List<long> TargetTreeIds { get; } = [];

    public List<long> TargetNodeIds { get; } = [];

    public List<float> TargetWeights { get; } = [];

    public void Add(int treeId, RegressionTree tree)
    {
        var inner = tree.Feature.Length;
        for (var node = 0; node < inner; node++)
        {
            AddNode(treeId, node, "BRANCH_LEQ", tree.Feature[node], LargestFloatAtMost(tree.Threshold[node]), ChildId(tree.Left[node], inner), ChildId(tree.Right[node], inner));
        }

        for (var leaf = 0; leaf < tree.LeafValue.Length; leaf++)
        {
            AddNode(treeId, inner + leaf, "LEAF", 0, 0, 0, 0);
            TargetTreeIds.Add(treeId);
            TargetNodeIds.Add(inner + leaf);
            TargetWeights.Add((float)tree.LeafValue[leaf]);
        }
    }

    /// <summary>
    /// The float t' for which <c>x ≤ t'</c> says the same as <c>x ≤ threshold</c> for every float x. Rounding to the nearest
    /// float would, where it rounds up onto a value, send that value to the other side.
    /// </summary>
    internal static float LargestFloatAtMost(double threshold)
    {
        var nearest = (float)threshold;
        return nearest > threshold ? MathF.BitDecrement(nearest) : nearest;
    }

    private static long ChildId(int child, int inner) => child >= 0 ? child : inner + (-1 - child);

    private void AddNode(int treeId, int nodeId, string mode, int feature, float value, long whenTrue, long whenFalse)
    {
        TreeIds.Add(treeId);
        NodeIds.Add(nodeId);
        Modes.Add(mode);
        FeatureIds.Add(feature);
        Values.Add(value);
        TrueNodeIds.Add(whenTrue);
        FalseNodeIds.Add(whenFalse);
    }
}

using Twinyard.Sdk.Training.Trees;

namespace Twinyard.Sdk.Training.Onnx;

/// <summary>
/// Writes a tree ensemble as an ONNX model of one <c>ai.onnx.ml.TreeEnsembleRegressor</c>
/// (operator set ai.onnx.ml 1, onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html). Equal ensembles give equal bytes.
/// </summary>
public static class OnnxTreeExporter
{
    public const string InputName = "features";
    public const string OutputName = "prediction";
    private const string TreeDomain = "ai.onnx.ml";

    /// <returns>A model that takes rows × features and gives rows × 1, both float.</returns>
    public static byte[] Export(TreeEnsemble ensemble)
    {
        var nodes = new TreeNodes();
        for (var tree = 0; tree < ensemble.Trees.Count; tree++)
        {
            nodes.Add(tree, ensemble.Trees[tree]);
        }

        var node = OnnxSchema.Node("TreeEnsembleRegressor", TreeDomain, InputName, OutputName, Attributes(nodes, ensemble.Bias));
        var graph = OnnxSchema.Graph("trees", node, OnnxSchema.Matrix(InputName, ensemble.FeatureCount), OnnxSchema.Matrix(OutputName, 1));
        return OnnxSchema.Model(graph, "twinyard", ("", 13), (TreeDomain, 1)).ToBytes();
    }

    private static IEnumerable<ProtoMessage> Attributes(TreeNodes nodes, double bias) =>
    [
        OnnxSchema.Attribute("aggregate_function", "SUM"),
        OnnxSchema.Attribute("base_values", [(float)bias]),
        OnnxSchema.Attribute("n_targets", 1),
        OnnxSchema.Attribute("nodes_falsenodeids", nodes.FalseNodeIds),
        OnnxSchema.Attribute("nodes_featureids", nodes.FeatureIds),
        OnnxSchema.Attribute("nodes_modes", nodes.Modes),
        OnnxSchema.Attribute("nodes_nodeids", nodes.NodeIds),
        OnnxSchema.Attribute("nodes_treeids", nodes.TreeIds),
        OnnxSchema.Attribute("nodes_truenodeids", nodes.TrueNodeIds),
        OnnxSchema.Attribute("nodes_values", nodes.Values),
        OnnxSchema.Attribute("post_transform", "NONE"),
        OnnxSchema.Attribute("target_ids", nodes.TargetTreeIds.ConvertAll(_ => 0L)),
        OnnxSchema.Attribute("target_nodeids", nodes.TargetNodeIds),
        OnnxSchema.Attribute("target_treeids", nodes.TargetTreeIds),
        OnnxSchema.Attribute("target_weights", nodes.TargetWeights),
    ];
}

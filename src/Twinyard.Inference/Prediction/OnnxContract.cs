using Microsoft.ML.OnnxRuntime;
using Twinyard.Inference.Bundles;

namespace Twinyard.Inference.Prediction;

/// <summary>How the network takes rows and gives predictions, as far as calling it needs to know.</summary>
/// <param name="MaximumBatch">1 when the network takes one row at a time, else <see cref="int.MaxValue"/>.</param>
/// <param name="OutputRank">1 for a vector of predictions, 2 for a column of them.</param>
internal sealed record OnnxContract(int Features, int MaximumBatch, int OutputRank)
{
    private const string Remedy = "Export the network again with the bundle's columns and statistics, or correct bundle.yaml.";

    /// <exception cref="BundleException">The network does not take what the pipeline makes, or gives something else than one number a row.</exception>
    public static OnnxContract Check(InferenceSession session, BundleManifest manifest)
    {
        var file = manifest.Model.File;
        var input = Find(session.InputMetadata, manifest.Model.Input, "input", file);
        var output = Find(session.OutputMetadata, manifest.Model.Output, "output", file);
        if (session.InputMetadata.Count != 1)
        {
            throw new BundleException(file, $"The network has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputMetadata.Keys)}); the pipeline feeds one.", Remedy);
        }

        if (ElementType(input) != typeof(float) || ElementType(output) != typeof(float))
        {
            throw new BundleException(file, $"The network takes {ElementType(input)?.Name ?? "no tensor"} and gives {ElementType(output)?.Name ?? "no tensor"}; both must be float.", Remedy);
        }

        if (input.Dimensions is not [var batch, var width] || batch is 0 or > 1 || (width > 0 && width != manifest.FeatureCount))
        {
            throw new BundleException(
                file,
                $"The input {manifest.Model.Input} has the shape {Shape(input)}, and the pipeline makes rows of {manifest.FeatureCount} features ({manifest.Columns.Count} columns × {manifest.Features.Statistics.Count} statistics).",
                Remedy);
        }

        if (output.Dimensions is not ([_] or [_, 1 or -1]))
        {
            throw new BundleException(file, $"The output {manifest.Model.Output} has the shape {Shape(output)}; one number a row is needed.", Remedy);
        }

        return new OnnxContract(manifest.FeatureCount, batch == 1 ? 1 : int.MaxValue, output.Dimensions.Length);
    }

    private static NodeMetadata Find(IReadOnlyDictionary<string, NodeMetadata> nodes, string name, string kind, string file) =>
        nodes.TryGetValue(name, out var node)
            ? node
            : throw new BundleException(file, $"The network has no {kind} {name}; it has {string.Join(", ", nodes.Keys)}.", $"Name the {kind} in bundle.yaml under model.{kind}.");

    private static Type? ElementType(NodeMetadata node) => node.IsTensor ? node.ElementType : null;

    private static string Shape(NodeMetadata node) => $"[{string.Join(", ", node.Dimensions.Select(size => size < 0 ? "any" : $"{size}"))}]";
}

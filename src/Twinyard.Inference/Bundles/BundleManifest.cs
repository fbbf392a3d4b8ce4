using Twinyard.Inference.Features;
using Twinyard.Inference.Prediction;

namespace Twinyard.Inference.Bundles;

/// <summary>What <c>bundle.yaml</c> says. The format is described in <c>docs/reference/bundles.md</c>.</summary>
public sealed record BundleManifest
{
    /// <summary>The format that this library reads and writes.</summary>
    public const int CurrentFormat = 1;

    public const string FileName = "bundle.yaml";

    /// <summary>The model's name: a–z, 0–9 and <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The column whose value separates one series from another, such as <c>unit</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The column that orders a series, such as <c>cycle</c>.</summary>
    public required string Order { get; init; }

    /// <summary>Raw columns in the order in which values are pushed.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required FeatureSpecification Features { get; init; }

    public required OnnxFile Model { get; init; }

    public required PredictionSpecification Prediction { get; init; }

    /// <summary>Tried in order; the last one has no bound and is the default.</summary>
    public required IReadOnlyList<DecisionRule> Decisions { get; init; }

    /// <summary>The file of the reference profile.</summary>
    public string Profile { get; init; } = "profile.json";

    /// <summary>Length of a feature vector: columns times statistics.</summary>
    public int FeatureCount => Columns.Count * Features.Statistics.Count;
}

/// <summary>The network's file and how it is called.</summary>
/// <param name="File">Within the bundle, such as <c>model.onnx</c>.</param>
/// <param name="Input">Name of the input, a float tensor of rows × features.</param>
/// <param name="Output">Name of the output, one float a row.</param>
/// <param name="Sha256">Of the file, lower-case hexadecimal.</param>
public sealed record OnnxFile(string File, string Input, string Output, string Sha256);

/// <summary>What is predicted. Predictions are clamped to the bounds that are given.</summary>
/// <param name="Unit">Such as <c>cycles</c>; empty when it has none.</param>
public sealed record PredictionSpecification(string Name, string Unit, double? Minimum, double? Maximum)
{
    /// <summary>The prediction within the bounds, as a device gives it.</summary>
    public float Clamp(float prediction)
    {
        if (prediction < Minimum)
        {
            return (float)Minimum;
        }

        return prediction > Maximum ? (float)Maximum : prediction;
    }
}

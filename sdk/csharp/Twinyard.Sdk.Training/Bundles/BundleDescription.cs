using Twinyard.Inference.Bundles;
using Twinyard.Inference.Prediction;

namespace Twinyard.Sdk.Training.Bundles;

/// <summary>Everything that a bundle says beside its trees and its columns.</summary>
public sealed record BundleDescription
{
    public required string Name { get; init; }

    public required string Entity { get; init; }

    public required string Order { get; init; }

    public required PredictionSpecification Prediction { get; init; }

    public required IReadOnlyList<DecisionRule> Decisions { get; init; }
}

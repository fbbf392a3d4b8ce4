namespace Twinyard.Inference.Prediction;

/// <summary>A decision and when it is taken.</summary>
/// <param name="Below">Taken for predictions below this bound; null takes every prediction.</param>
public sealed record DecisionRule(string Name, double? Below);

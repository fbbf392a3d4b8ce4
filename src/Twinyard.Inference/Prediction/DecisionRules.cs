namespace Twinyard.Inference.Prediction;

/// <summary>Turns a prediction into a decision: the first rule whose bound lies above it, else the last.</summary>
public sealed class DecisionRules(IReadOnlyList<DecisionRule> rules)
{
    private readonly DecisionRule[] _rules = rules.Count > 0 ? [.. rules] : throw new ArgumentException("At least one rule is needed.", nameof(rules));

    public string Decide(double prediction)
    {
        foreach (var rule in _rules)
        {
            if (rule.Below is not { } bound || prediction < bound)
            {
                return rule.Name;
            }
        }

        return _rules[^1].Name;
    }
}

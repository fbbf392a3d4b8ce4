namespace Twinyard.Models.Checks;

/// <summary>
/// A named case of a behaviour test, in the three forms of Ribeiro et al., "Beyond Accuracy: Behavioral Testing of NLP Models with CheckList"
/// (ACL 2020): what is expected of the last row, that a change does not matter (invariance), or which way it moves the prediction (directional).
/// </summary>
/// <param name="Rows">One series, oldest first; values by column.</param>
/// <param name="Change">What is done to the columns of each row for the second look; empty where there is none.</param>
internal sealed record BehaviourCase(
    string Name, IReadOnlyList<IReadOnlyDictionary<string, double>> Rows, IReadOnlyDictionary<string, ColumnChange> Change, BehaviourExpectation Expectation);

/// <summary>Which is asked for: unset parts are not looked at.</summary>
/// <param name="Within">Invariance: how far the prediction may move, either way.</param>
/// <param name="Direction">Directional: <c>up</c> or <c>down</c>.</param>
/// <param name="ByAtLeast">Directional: how far at least; 0 also takes no movement.</param>
internal sealed record BehaviourExpectation(
    string? Decision, double? AtLeast, double? AtMost, double? Within, string? Direction, double ByAtLeast);

/// <summary>A change of a value: <c>+2</c>, <c>-2</c>, <c>*1.1</c>, or <c>=5</c>.</summary>
internal readonly record struct ColumnChange(char Operation, double Operand)
{
    public double Of(double value) => Operation switch
    {
        '+' => value + Operand,
        '-' => value - Operand,
        '*' => value * Operand,
        _ => Operand,
    };
}

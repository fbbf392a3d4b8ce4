using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

/// <summary>One key of one operator, ready to decide.</summary>
internal sealed class CompiledCondition
{
    private readonly PolicyCondition _condition;
    private readonly ConditionOperator _operator;
    private readonly ValueTest[] _tests;

    /// <exception cref="ArgumentException">It was not read by <see cref="PolicyReader"/>, and says something that it would have refused.</exception>
    public CompiledCondition(PolicyCondition condition)
    {
        _condition = condition;
        _operator = ConditionOperator.Parse(condition.Operator) ?? throw new ArgumentException($"There is no operator {condition.Operator}.", nameof(condition));
        _tests = [.. condition.Values.Select(value => ValueTest.Create(_operator, value, out var problem) ?? throw new ArgumentException(problem, nameof(condition)))];
    }

    public bool Holds(IAccessContext context)
    {
        var values = context.Values(_condition.Key);
        if (_operator.Family == ConditionFamily.Presence)
        {
            return MatchesAny(values.Count == 0 ? bool.TrueString : bool.FalseString, context);
        }

        if (values.Count == 0)
        {
            return _operator.IfExists || _operator.Quantifier == ConditionQuantifier.All || (_operator.Quantifier == ConditionQuantifier.None && _operator.IsNegated);
        }

        var needsAll = _operator.Quantifier == ConditionQuantifier.All || (_operator.Quantifier == ConditionQuantifier.None && _operator.IsNegated);
        foreach (var value in values)
        {
            if ((MatchesAny(value, context) != _operator.IsNegated) != needsAll)
            {
                return !needsAll;
            }
        }

        return needsAll;
    }

    /// <summary>Why it does not hold, for a person.</summary>
    public string Explain(IAccessContext context) => context.Values(_condition.Key) switch
    {
        [] => $"its condition {Text} does not hold: the request has no {_condition.Key}",
        var values => $"its condition {Text} does not hold for {string.Join(", ", values)}",
    };

    private string Text => $"{_condition.Operator} {_condition.Key} {string.Join(" or ", _condition.Values)}";

    private bool MatchesAny(string value, IAccessContext context)
    {
        foreach (var test in _tests)
        {
            if (test.Matches(value, context))
            {
                return true;
            }
        }

        return false;
    }
}

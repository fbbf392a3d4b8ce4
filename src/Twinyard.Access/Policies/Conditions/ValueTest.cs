using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

/// <summary>One value of a condition, ready to be compared with values of a request.</summary>
internal abstract class ValueTest
{
    /// <param name="value">A value of the request. One that cannot be read as the operator wants it compares with nothing.</param>
    public abstract bool Matches(string value, IAccessContext context);

    /// <summary>Keys of the request that the value itself names as variables.</summary>
    public virtual IEnumerable<string> Keys => [];

    /// <param name="problem">What is wrong with the value, where the answer is null.</param>
    public static ValueTest? Create(ConditionOperator asked, string value, out string? problem) => asked.Family switch
    {
        ConditionFamily.Text => TextTest.Create(value, wildcards: false, StringComparison.Ordinal, out problem),
        ConditionFamily.TextIgnoringCase => TextTest.Create(value, wildcards: false, StringComparison.OrdinalIgnoreCase, out problem),
        ConditionFamily.TextPattern => TextTest.Create(value, wildcards: true, StringComparison.Ordinal, out problem),
        ConditionFamily.Number => NumberTest.Create(asked.Comparison, value, out problem),
        ConditionFamily.Date => DateTest.Create(asked.Comparison, value, out problem),
        ConditionFamily.Boolean or ConditionFamily.Presence => BooleanTest.Create(value, out problem),
        ConditionFamily.Address => AddressTest.Create(value, out problem),
        ConditionFamily.ResourceName => ResourceNameTest.Create(value, out problem),
        _ => throw new ArgumentOutOfRangeException(nameof(asked), asked.Family, "There is no such family."),
    };

    protected static bool Compare<T>(T value, Comparison comparison, T with)
        where T : IComparable<T> => comparison switch
        {
            Comparison.Less => value.CompareTo(with) < 0,
            Comparison.LessOrEqual => value.CompareTo(with) <= 0,
            Comparison.Greater => value.CompareTo(with) > 0,
            Comparison.GreaterOrEqual => value.CompareTo(with) >= 0,
            _ => value.CompareTo(with) == 0,
        };
}

namespace Twinyard.Access.Policies.Conditions;

/// <summary>How many of a key's values in the request must compare.</summary>
internal enum ConditionQuantifier
{
    /// <summary>The operator as it is: one of them, or all where it is negated.</summary>
    None,

    /// <summary><c>ForAllValues:</c> all, and it holds where there are none.</summary>
    All,

    /// <summary><c>ForAnyValue:</c> at least one.</summary>
    Any,
}

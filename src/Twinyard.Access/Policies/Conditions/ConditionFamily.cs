namespace Twinyard.Access.Policies.Conditions;

/// <summary>What a condition's values are read as.</summary>
internal enum ConditionFamily
{
    Text,
    TextIgnoringCase,
    TextPattern,
    Number,
    Date,
    Boolean,
    Address,
    ResourceName,
    Presence,
}

namespace Twinyard.Access.Policies;

/// <summary>The first part of a statement that a request is not covered by.</summary>
internal enum Coverage
{
    Action,
    Resource,
    Principal,
    Condition,

    /// <summary>None: the statement is about it.</summary>
    All,
}

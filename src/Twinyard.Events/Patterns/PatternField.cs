namespace Twinyard.Events.Patterns;

/// <summary>A path and the conditions of which one must hold for one of the event's values there.</summary>
internal sealed record PatternField(string Path, PatternCondition[] Conditions)
{
    /// <summary>Whether the event may do without the path.</summary>
    public bool MayBeAbsent { get; } = Array.Exists(Conditions, condition => condition is AbsentCondition);

    /// <summary>All conditions ask for one text each, so that the values can be looked up.</summary>
    public bool IsExactText { get; } = Array.TrueForAll(Conditions, condition => condition is ExactTextCondition);

    public string Text => $"[{string.Join(", ", Conditions.Select(condition => condition.Text))}]";

    public bool Accepts(in LeafValue value)
    {
        foreach (var condition in Conditions)
        {
            if (condition.Matches(value))
            {
                return true;
            }
        }

        return false;
    }
}

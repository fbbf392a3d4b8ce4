using Twinyard.Access.Policies.Conditions;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies;

/// <summary>A statement, ready to decide.</summary>
internal sealed class CompiledStatement
{
    private readonly PolicyTemplate[] _actions;
    private readonly PolicyTemplate[] _resources;
    private readonly CompiledCondition[] _conditions;
    private readonly PolicyStatement _statement;

    /// <param name="name">What it is called where it decides.</param>
    /// <exception cref="ArgumentException">It says something that <see cref="PolicyReader"/> would have refused.</exception>
    public CompiledStatement(PolicyStatement statement, string name)
    {
        _statement = statement;
        Name = name;
        // An action holds no variables, and its case does not matter.
        _actions = [.. statement.Actions.Select(action => Template(action.ToLowerInvariant()))];
        _resources = [.. statement.Resources.Select(Template)];
        _conditions = [.. statement.Conditions.Select(condition => new CompiledCondition(condition))];
    }

    public string Name { get; }

    public PolicyEffect Effect => _statement.Effect;

    /// <summary>How far the request goes through the statement's parts, in the order in which they are asked.</summary>
    /// <param name="condition">The first condition that does not hold, where the answer is <see cref="Coverage.Condition"/>.</param>
    public Coverage Covers(AccessRequest request, out CompiledCondition? condition)
    {
        condition = null;
        if (Any(_actions, request.LowerAction, request.Context) == _statement.ExceptActions)
        {
            return Coverage.Action;
        }

        if (Any(_resources, request.Resource, request.Context) == _statement.ExceptResources)
        {
            return Coverage.Resource;
        }

        if (_statement.Principals is { } principals && !principals.Any(principal => principal == PolicyStatement.Everybody || request.Principals.Contains(principal)))
        {
            return Coverage.Principal;
        }

        foreach (var asked in _conditions)
        {
            if (!asked.Holds(request.Context))
            {
                condition = asked;
                return Coverage.Condition;
            }
        }

        return Coverage.All;
    }

    private static bool Any(PolicyTemplate[] patterns, string text, IAccessContext context)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Fill(context) is { } filled && Glob.Matches(filled, text))
            {
                return true;
            }
        }

        return false;
    }

    private static PolicyTemplate Template(string text) =>
        PolicyTemplate.Parse(text, wildcards: true, out var problem) ?? throw new ArgumentException(problem, nameof(text));
}

using Twinyard.Access.Policies.Conditions;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies;

/// <summary>A policy, ready to decide.</summary>
internal sealed class CompiledPolicy
{
    private readonly CompiledStatement[] _statements;

    /// <param name="name">What it is called where it decides, such as <c>role analyst</c>.</param>
    /// <exception cref="ArgumentException">It says something that <see cref="PolicyReader"/> would have refused.</exception>
    public CompiledPolicy(string name, PolicyDocument policy)
    {
        Name = name;
        _statements = [.. policy.Statements.Select((statement, i) =>
            new CompiledStatement(statement, $"{(statement.Sid is { } sid ? $"statement '{sid}'" : $"statement {i + 1}")} of {name}"))];
    }

    public string Name { get; }

    /// <returns>The first statement of this effect that is about the request; null where there is none.</returns>
    public CompiledStatement? Find(PolicyEffect effect, AccessRequest request)
    {
        foreach (var statement in _statements)
        {
            if (statement.Effect == effect && statement.Covers(request, out _) == Coverage.All)
            {
                return statement;
            }
        }

        return null;
    }

    /// <summary>Why nothing in it allows the request: the allow that comes nearest, and the first of its parts that does not cover it.</summary>
    public string ExplainMissing(AccessRequest request)
    {
        (CompiledStatement Statement, Coverage Coverage, CompiledCondition? Condition)? nearest = null;
        foreach (var statement in _statements.Where(statement => statement.Effect == PolicyEffect.Allow))
        {
            var coverage = statement.Covers(request, out var condition);
            if (coverage > (nearest?.Coverage ?? Coverage.Action))
            {
                nearest = (statement, coverage, condition);
            }
        }

        var missing = $"no statement of {Name} allows {request.Action} on {request.Resource}";
        return nearest switch
        {
            { Coverage: Coverage.Condition } near => $"{missing}; {near.Statement.Name} would, but {near.Condition!.Explain(request.Context)}.",
            { Coverage: Coverage.Principal } near => $"{missing} to {string.Join(" or ", request.Principals)}; {near.Statement.Name} names other principals.",
            { Coverage: Coverage.Resource } near => $"{missing}; {near.Statement.Name} allows it on other resources.",
            _ => $"{missing}.",
        };
    }
}

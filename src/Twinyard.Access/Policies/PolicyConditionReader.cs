using Twinyard.Access.Policies.Conditions;
using Twinyard.Platform.Manifests;

namespace Twinyard.Access.Policies;

/// <summary>Reads a statement's <c>Condition</c>: operators, their keys, and the keys' values.</summary>
internal static class PolicyConditionReader
{
    public static IReadOnlyList<PolicyCondition> Read(ManifestMap statement, PolicyGrammar grammar)
    {
        if (statement.Map("Condition") is not { } operators)
        {
            return [];
        }

        var conditions = new List<PolicyCondition>();
        foreach (var name in operators.Keys.ToList())
        {
            if (operators.Map(name) is not { } keys)
            {
                continue;
            }

            if (ConditionOperator.Parse(name) is not { } asked)
            {
                operators.Report(name, $"'{name}' is not a condition operator.{ConditionOperator.Suggest(name)}");
                continue;
            }

            foreach (var key in keys.Keys.ToList())
            {
                conditions.Add(new PolicyCondition(name, key, Values(keys, key, asked, grammar)));
            }
        }

        return conditions;
    }

    private static IReadOnlyList<string> Values(ManifestMap keys, string key, ConditionOperator asked, PolicyGrammar grammar)
    {
        if (grammar.KeyProblem([key]) is { } unknown)
        {
            keys.Report(key, unknown);
        }

        var values = keys.Texts(key);
        foreach (var value in values)
        {
            if (ValueTest.Create(asked, value, out var problem) is not { } test)
            {
                keys.Report(key, problem ?? "This value cannot be compared.");
            }
            else if (grammar.KeyProblem(test.Keys) is { } variable)
            {
                keys.Report(key, variable);
            }
        }

        return values;
    }
}

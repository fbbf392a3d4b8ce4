using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

/// <summary>Names such as <c>tyr:dev:buckets:object/raw/*</c>, compared part by part: no wildcard, and no value of a variable, reaches across a colon of the first three.</summary>
internal sealed class ResourceNameTest(PolicyTemplate[] parts) : ValueTest
{
    private const int Parts = 4;

    public override IEnumerable<string> Keys => parts.SelectMany(part => part.Keys);

    public static ResourceNameTest? Create(string value, out string? problem)
    {
        var parts = new List<PolicyTemplate>();
        foreach (var text in SplitOutsideVariables(value))
        {
            if (PolicyTemplate.Parse(text, wildcards: true, out problem) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        problem = parts.Count == Parts ? null : $"'{value}' is not a resource's name. Write tyr:<environment>:<room>:<kind>/<name>, with * and ? within a part.";
        return problem is null ? new ResourceNameTest([.. parts]) : null;
    }

    public override bool Matches(string value, IAccessContext context)
    {
        var given = value.Split(':', Parts);
        if (given.Length != Parts)
        {
            return false;
        }

        for (var i = 0; i < Parts; i++)
        {
            if (parts[i].Fill(context) is not { } pattern || !Glob.Matches(pattern, given[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static List<string> SplitOutsideVariables(string value)
    {
        var parts = new List<string>();
        var (from, inVariable) = (0, false);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '$' && i + 1 < value.Length && value[i + 1] == '{')
            {
                inVariable = true;
            }
            else if (value[i] == '}')
            {
                inVariable = false;
            }
            else if (value[i] == ':' && !inVariable && parts.Count < Parts - 1)
            {
                parts.Add(value[from..i]);
                from = i + 1;
            }
        }

        parts.Add(value[from..]);
        return parts;
    }
}

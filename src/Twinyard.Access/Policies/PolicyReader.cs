using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Policies;

/// <summary>
/// Reads policies strictly. A member that is not evaluated (Condition, NotAction, …) is refused: a policy that is understood
/// only in part would grant something else than its author wrote.
/// </summary>
public static class PolicyReader
{
    private static readonly string[] NotBuilt = ["Condition", "NotAction", "NotResource", "Principal", "NotPrincipal"];

    /// <summary>A policy document in JSON (or YAML), such as a request carries.</summary>
    /// <param name="place">What the problems are said to be in: a file name, or <c>policy</c>.</param>
    public static Result<PolicyDocument> Parse(string place, string text)
    {
        var parsed = ManifestDocument.Parse(place, text);
        if (!parsed.IsOk)
        {
            return parsed.Error;
        }

        var policy = Read(parsed.Value);
        return parsed.Value.Problems.Items.Count == 0
            ? policy
            : InvalidError.FromProblems("policy-invalid", parsed.Value.Problems.Items);
    }

    /// <summary>The value of <c>policy:</c> in a role's declaration: a whole document, or only its statements.</summary>
    public static PolicyDocument Read(ManifestValue value) =>
        value.AsJson() is System.Text.Json.Nodes.JsonArray
            ? Statements(value)
            : value.AsMap() is { } map ? Read(map) : new PolicyDocument([]);

    private static PolicyDocument Read(ManifestMap map)
    {
        if (map.Text("Version", PolicyDocument.Version) is { } version && version != PolicyDocument.Version)
        {
            map.Report("Version", $"'{version}' is not a version of the policy grammar. Write {PolicyDocument.Version}.");
        }

        if (map.Text("Id") is not null)
        {
            map.Report("Id", "A policy has no Id here; the role's name is its name.");
        }

        var policy = map.Value("Statement", required: true) is { } statements ? Statements(statements) : new PolicyDocument([]);
        map.RejectUnknownKeys();
        return policy;
    }

    private static PolicyDocument Statements(ManifestValue value)
    {
        var statements = new List<PolicyStatement>();
        var sids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value.AsList())
        {
            if (item.AsMap() is not { } map)
            {
                continue;
            }

            var statement = Statement(map);
            if (statement.Sid is { } sid && !sids.Add(sid))
            {
                map.Report("Sid", $"'{sid}' names an earlier statement already.");
            }

            statements.Add(statement);
        }

        return new PolicyDocument(statements);
    }

    private static PolicyStatement Statement(ManifestMap map)
    {
        foreach (var member in NotBuilt)
        {
            if (map.Value(member) is not null)
            {
                map.Report(member, $"{member} is not evaluated yet, so a policy that needs it is refused.");
            }
        }

        if (!map.Has("Effect"))
        {
            map.Report("Effect", "This key is required and missing. Write Allow or Deny.");
        }

        var effect = map.Choice("Effect", "Deny", "Allow", "Deny") == "Allow" ? PolicyEffect.Allow : PolicyEffect.Deny;
        var sid = map.Text("Sid");
        var actions = Patterns(map, "Action", ActionProblem);
        var resources = Patterns(map, "Resource", ResourceProblem);
        map.RejectUnknownKeys();
        return new PolicyStatement(sid, effect, actions, resources);
    }

    private static IReadOnlyList<string> Patterns(ManifestMap map, string key, Func<string, string?> problem)
    {
        var patterns = map.Texts(key, required: true);
        if (map.Has(key) && patterns.Count == 0)
        {
            map.Report(key, "At least one is needed.");
        }

        foreach (var pattern in patterns)
        {
            if (problem(pattern) is { } message)
            {
                map.Report(key, message);
            }
        }

        return patterns;
    }

    private static string? ActionProblem(string action)
    {
        if (action == "*")
        {
            return null;
        }

        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < action.Length - 1
            ? null
            : $"'{action}' is not an action. Write room:Verb such as buckets:GetObject, with * and ? as wildcards, or *.";
    }

    private static string? ResourceProblem(string resource)
    {
        if (PolicyVariables.FindUnknown(resource) is { } variable)
        {
            return $"'{variable}' is not a policy variable. The only one is {PolicyVariables.PrincipalName}.";
        }

        return resource.StartsWith('*') || resource.StartsWith("tyr:", StringComparison.Ordinal)
            ? null
            : $"'{resource}' is not a resource. Write tyr:<environment>:<room>:<kind>/<name>, with * and ? as wildcards, or *.";
    }
}

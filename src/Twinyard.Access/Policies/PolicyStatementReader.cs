using Twinyard.Platform.Manifests;

namespace Twinyard.Access.Policies;

/// <summary>Reads one statement, and says all that is wrong with it.</summary>
internal static class PolicyStatementReader
{
    private const string PrincipalKey = "TYR";

    public static PolicyStatement Read(ManifestMap map, PolicyGrammar grammar)
    {
        if (!map.Has("Effect"))
        {
            map.Report("Effect", "This key is required and missing. Write Allow or Deny.");
        }

        var effect = map.Choice("Effect", "Deny", "Allow", "Deny") == "Allow" ? PolicyEffect.Allow : PolicyEffect.Deny;
        var sid = map.Text("Sid");
        var (actions, exceptActions) = Patterns(map, "Action", "NotAction", isOptional: false, ActionProblem);
        var (resources, exceptResources) = Patterns(map, "Resource", "NotResource", isOptional: grammar.Kind == PolicyKind.Resource, resource => ResourceProblem(resource, grammar));
        var principals = Principals(map, grammar.Kind);
        var conditions = PolicyConditionReader.Read(map, grammar);
        map.RejectUnknownKeys();
        return new PolicyStatement(sid, effect, actions, resources)
        {
            ExceptActions = exceptActions,
            ExceptResources = exceptResources,
            Principals = principals,
            Conditions = conditions,
        };
    }

    private static (IReadOnlyList<string> Patterns, bool Except) Patterns(ManifestMap map, string key, string exceptKey, bool isOptional, Func<string, string?> problem)
    {
        var except = map.Has(exceptKey);
        if (except && map.Has(key))
        {
            map.Report(exceptKey, $"A statement has {key} or {exceptKey}, and not both.");
        }

        var asked = except ? exceptKey : key;
        // Asked for, so that neither is an unknown key.
        _ = map.Value(except ? key : exceptKey);
        if (isOptional && !map.Has(asked))
        {
            return (["*"], false);
        }

        var patterns = map.Texts(asked, required: true);
        if (map.Has(asked) && patterns.Count == 0)
        {
            map.Report(asked, "At least one is needed.");
        }

        foreach (var message in patterns.Select(problem).OfType<string>())
        {
            map.Report(asked, message);
        }

        return (patterns, except);
    }

    private static IReadOnlyList<string>? Principals(ManifestMap map, PolicyKind kind)
    {
        if (map.Value("Principal", required: kind == PolicyKind.Resource) is not { } value)
        {
            return null;
        }

        if (kind == PolicyKind.Identity)
        {
            map.Report("Principal", "A policy that belongs to its principal names none; it belongs into a resource's or a role's trust policy.");
            return null;
        }

        if (!value.IsMap)
        {
            if (value.AsText() is { } text && text != PolicyStatement.Everybody)
            {
                value.Report($"'{text}' is not a principal. Write \"*\", or {{\"{PrincipalKey}\": [names]}}.");
            }

            return [PolicyStatement.Everybody];
        }

        var names = value.AsMap()!;
        var principals = names.Texts(PrincipalKey, required: true);
        foreach (var name in principals.Where(name => name != PolicyStatement.Everybody && (!name.StartsWith("tyr:", StringComparison.Ordinal) || name.AsSpan().ContainsAny('*', '?'))))
        {
            names.Report(PrincipalKey, $"'{name}' is not a principal. Write its whole name, such as tyr:staging:access:role/trainer, without wildcards, or *.");
        }

        names.RejectUnknownKeys();
        return principals;
    }

    private static string? ActionProblem(string action)
    {
        if (action == "*")
        {
            return null;
        }

        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < action.Length - 1 && !action.Contains("${", StringComparison.Ordinal)
            ? null
            : $"'{action}' is not an action. Write room:Verb such as buckets:GetObject, with * and ? as wildcards, or *.";
    }

    private static string? ResourceProblem(string resource, PolicyGrammar grammar)
    {
        if (PolicyTemplate.Parse(resource, wildcards: true, out var problem) is not { } template)
        {
            return problem;
        }

        if (grammar.KeyProblem(template.Keys) is { } unknown)
        {
            return unknown;
        }

        return resource.StartsWith('*') || resource.StartsWith("tyr:", StringComparison.Ordinal)
            ? null
            : $"'{resource}' is not a resource. Write tyr:<environment>:<room>:<kind>/<name>, with * and ? as wildcards, or *.";
    }
}

using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Policies;

/// <summary>
/// Reads policies strictly: what is unknown or malformed is refused with its place, because a policy that is understood
/// only in part would grant something else than its author wrote.
/// </summary>
public static class PolicyReader
{
    /// <summary>A policy document in JSON (or YAML), such as a request carries.</summary>
    /// <param name="place">What the problems are said to be in: a file name, or <c>policy</c>.</param>
    public static Result<PolicyDocument> Parse(string place, string text, PolicyGrammar grammar)
    {
        var parsed = ManifestDocument.Parse(place, text);
        return parsed.IsOk ? Parse(parsed.Value, grammar) : parsed.Error;
    }

    /// <param name="policy">A whole document.</param>
    public static Result<PolicyDocument> Parse(ManifestMap policy, PolicyGrammar grammar)
    {
        var read = Read(policy, grammar);
        return policy.Problems.Items.Count == 0 ? read : InvalidError.FromProblems("policy-invalid", policy.Problems.Items);
    }

    /// <summary>The value of <c>policy:</c> in a role's declaration: a whole document, or only its statements.</summary>
    public static PolicyDocument Read(ManifestValue value, PolicyGrammar grammar) =>
        value.IsList ? Statements(value, grammar) : value.AsMap() is { } map ? Read(map, grammar) : new PolicyDocument([]);

    private static PolicyDocument Read(ManifestMap map, PolicyGrammar grammar)
    {
        if (map.Text("Version", PolicyDocument.Version) is { } version && version != PolicyDocument.Version)
        {
            map.Report("Version", $"'{version}' is not a version of the policy grammar. Write {PolicyDocument.Version}.");
        }

        // A name for people; nothing asks for it.
        map.Text("Id");
        var policy = map.Value("Statement", required: true) is { } statements ? Statements(statements, grammar) : new PolicyDocument([]);
        map.RejectUnknownKeys();
        return policy;
    }

    private static PolicyDocument Statements(ManifestValue value, PolicyGrammar grammar)
    {
        var statements = new List<PolicyStatement>();
        var sids = new HashSet<string>(StringComparer.Ordinal);
        // IAM takes one statement alone, too.
        foreach (var item in value.IsMap ? [value] : value.AsList())
        {
            if (item.AsMap() is not { } map)
            {
                continue;
            }

            var statement = PolicyStatementReader.Read(map, grammar);
            if (statement.Sid is { } sid && !sids.Add(sid))
            {
                map.Report("Sid", $"'{sid}' names an earlier statement already.");
            }

            statements.Add(statement);
        }

        return new PolicyDocument(statements);
    }
}

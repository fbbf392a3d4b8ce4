using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Policies.Conditions;

internal sealed class TextTest(PolicyTemplate template, bool wildcards, StringComparison comparison) : ValueTest
{
    public override IEnumerable<string> Keys => template.Keys;

    public static TextTest? Create(string value, bool wildcards, StringComparison comparison, out string? problem) =>
        PolicyTemplate.Parse(value, wildcards, out problem) is { } template ? new TextTest(template, wildcards, comparison) : null;

    public override bool Matches(string value, IAccessContext context) =>
        template.Fill(context) is { } text && (wildcards ? Glob.Matches(text, value) : string.Equals(text, value, comparison));
}

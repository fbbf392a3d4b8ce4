using Twinyard.Platform.Manifests;

namespace Twinyard.Access.Policies.Conditions;

/// <summary>An operator of IAM's <c>Condition</c>: <c>[ForAllValues:|ForAnyValue:]Name[IfExists]</c>.</summary>
/// <param name="IsNegated">Whether it holds where no value compares.</param>
/// <param name="IfExists">Whether it holds where the request has no such key.</param>
internal sealed record ConditionOperator(ConditionFamily Family, Comparison Comparison, bool IsNegated, ConditionQuantifier Quantifier, bool IfExists)
{
    private const string ForAll = "ForAllValues:";
    private const string ForAny = "ForAnyValue:";
    private const string Optional = "IfExists";

    private static readonly Dictionary<string, (ConditionFamily Family, Comparison Comparison, bool IsNegated)> Known = new(StringComparer.Ordinal)
    {
        ["StringEquals"] = (ConditionFamily.Text, Comparison.Equal, false),
        ["StringNotEquals"] = (ConditionFamily.Text, Comparison.Equal, true),
        ["StringEqualsIgnoreCase"] = (ConditionFamily.TextIgnoringCase, Comparison.Equal, false),
        ["StringNotEqualsIgnoreCase"] = (ConditionFamily.TextIgnoringCase, Comparison.Equal, true),
        ["StringLike"] = (ConditionFamily.TextPattern, Comparison.Equal, false),
        ["StringNotLike"] = (ConditionFamily.TextPattern, Comparison.Equal, true),
        ["NumericEquals"] = (ConditionFamily.Number, Comparison.Equal, false),
        ["NumericNotEquals"] = (ConditionFamily.Number, Comparison.Equal, true),
        ["NumericLessThan"] = (ConditionFamily.Number, Comparison.Less, false),
        ["NumericLessThanEquals"] = (ConditionFamily.Number, Comparison.LessOrEqual, false),
        ["NumericGreaterThan"] = (ConditionFamily.Number, Comparison.Greater, false),
        ["NumericGreaterThanEquals"] = (ConditionFamily.Number, Comparison.GreaterOrEqual, false),
        ["DateEquals"] = (ConditionFamily.Date, Comparison.Equal, false),
        ["DateNotEquals"] = (ConditionFamily.Date, Comparison.Equal, true),
        ["DateLessThan"] = (ConditionFamily.Date, Comparison.Less, false),
        ["DateLessThanEquals"] = (ConditionFamily.Date, Comparison.LessOrEqual, false),
        ["DateGreaterThan"] = (ConditionFamily.Date, Comparison.Greater, false),
        ["DateGreaterThanEquals"] = (ConditionFamily.Date, Comparison.GreaterOrEqual, false),
        ["Bool"] = (ConditionFamily.Boolean, Comparison.Equal, false),
        ["IpAddress"] = (ConditionFamily.Address, Comparison.Equal, false),
        ["NotIpAddress"] = (ConditionFamily.Address, Comparison.Equal, true),
        ["ArnEquals"] = (ConditionFamily.ResourceName, Comparison.Equal, false),
        ["ArnNotEquals"] = (ConditionFamily.ResourceName, Comparison.Equal, true),
        ["ArnLike"] = (ConditionFamily.ResourceName, Comparison.Equal, false),
        ["ArnNotLike"] = (ConditionFamily.ResourceName, Comparison.Equal, true),
        ["ResourceNameEquals"] = (ConditionFamily.ResourceName, Comparison.Equal, false),
        ["ResourceNameNotEquals"] = (ConditionFamily.ResourceName, Comparison.Equal, true),
        ["ResourceNameLike"] = (ConditionFamily.ResourceName, Comparison.Equal, false),
        ["ResourceNameNotLike"] = (ConditionFamily.ResourceName, Comparison.Equal, true),
        ["Null"] = (ConditionFamily.Presence, Comparison.Equal, false),
    };

    /// <returns>Null where there is no such operator.</returns>
    public static ConditionOperator? Parse(string text)
    {
        var quantifier = text.StartsWith(ForAll, StringComparison.Ordinal) ? ConditionQuantifier.All
            : text.StartsWith(ForAny, StringComparison.Ordinal) ? ConditionQuantifier.Any
            : ConditionQuantifier.None;
        var (name, ifExists) = Parts(text);
        return Known.TryGetValue(name, out var known) && !(known.Family == ConditionFamily.Presence && (ifExists || quantifier != ConditionQuantifier.None))
            ? new ConditionOperator(known.Family, known.Comparison, known.IsNegated, quantifier, ifExists)
            : null;
    }

    /// <summary>A sentence that names the nearest operator, or nothing.</summary>
    public static string Suggest(string text) => Suggestion.For(Parts(text).Name, [.. Known.Keys]);

    private static (string Name, bool IfExists) Parts(string text)
    {
        var name = text.StartsWith(ForAll, StringComparison.Ordinal) ? text[ForAll.Length..] : text.StartsWith(ForAny, StringComparison.Ordinal) ? text[ForAny.Length..] : text;
        return name.EndsWith(Optional, StringComparison.Ordinal) ? (name[..^Optional.Length], true) : (name, false);
    }
}

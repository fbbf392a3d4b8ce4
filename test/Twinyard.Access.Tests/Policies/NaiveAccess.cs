using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Twinyard.Access.Tests.Policies;

/// <summary>The semantics of policies written down once more, as plainly as possible: over JSON, with regular expressions, without anything prepared.</summary>
internal static class NaiveAccess
{
    public static string Decide(JsonObject line)
    {
        var request = line["request"]!.AsObject();
        var identity = Policies(line["identity"]);
        var resource = Policies(line["resource"]);
        var limits = new[] { Policies(line["boundary"]), Policies(line["session"]) }.Where(policies => policies.Count > 0).ToList();
        if (identity.Concat(resource).Concat(limits.SelectMany(limit => limit)).Any(policy => Says(policy, "Deny", request)))
        {
            return "deny";
        }

        var byIdentity = identity.Any(policy => Says(policy, "Allow", request));
        var byResource = resource.Any(policy => Says(policy, "Allow", request));
        var isAcross = ((string)request["principal"]!).Split(':')[1] != ((string)request["resource"]!).Split(':')[1];
        var isTrust = string.Equals((string)request["action"]!, "access:AssumeRole", StringComparison.OrdinalIgnoreCase);
        var granted = isAcross ? byIdentity && byResource : isTrust ? byResource : byIdentity || byResource;
        return granted && limits.All(limit => limit.Any(policy => Says(policy, "Allow", request))) ? "allow" : "implicit-deny";
    }

    private static List<JsonObject> Policies(JsonNode? node) => node is JsonArray list ? [.. list.Select(item => item!.AsObject())] : node is JsonObject one ? [one] : [];

    private static bool Says(JsonObject policy, string effect, JsonObject request) =>
        policy["Statement"]!.AsArray().Any(statement => (string)statement!["Effect"]! == effect && Covers(statement.AsObject(), request));

    private static bool Covers(JsonObject statement, JsonObject request)
    {
        var action = (string)request["action"]!;
        var resource = (string)request["resource"]!;
        bool Action(string pattern) => Regex.IsMatch(action, Wildcards(pattern), RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
        bool Resource(string pattern) => Filled(pattern, request, wildcards: true) is { } regex && Regex.IsMatch(resource, regex, RegexOptions.Singleline);
        return (statement["Action"] is { } actions ? Texts(actions).Any(Action) : !Texts(statement["NotAction"]).Any(Action))
            && (statement["NotResource"] is { } except ? !Texts(except).Any(Resource) : statement["Resource"] is not { } resources || Texts(resources).Any(Resource))
            && Principal(statement["Principal"], (string)request["principal"]!)
            && (statement["Condition"] is not JsonObject condition || condition.All(pair => pair.Value!.AsObject().All(key => Holds(pair.Key, key.Key, Texts(key.Value), request))));
    }

    private static bool Principal(JsonNode? principal, string name) =>
        principal is null || principal is JsonValue || Texts(principal["TYR"]).Any(listed => listed == "*" || listed == name);

    private static bool Holds(string given, string key, List<string> wanted, JsonObject request)
    {
        var (forAll, forAny) = (given.StartsWith("ForAllValues:", StringComparison.Ordinal), given.StartsWith("ForAnyValue:", StringComparison.Ordinal));
        var name = given[(given.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var ifExists = name.EndsWith("IfExists", StringComparison.Ordinal);
        name = ifExists ? name[..^"IfExists".Length] : name;
        var values = ValuesOf(key, request);
        if (name == "Null")
        {
            return wanted.Any(flag => bool.Parse(flag) == (values.Count == 0));
        }

        var negated = name.Contains("Not", StringComparison.Ordinal);
        if (values.Count == 0)
        {
            return ifExists || forAll || (negated && !forAny);
        }

        bool Passes(string value) => negated ? !wanted.Any(one => Compares(name.Replace("Not", "", StringComparison.Ordinal), value, one, request)) : wanted.Any(one => Compares(name, value, one, request));
        return forAll ? values.All(Passes) : forAny ? values.Any(Passes) : negated ? values.All(Passes) : values.Any(Passes);
    }

    private static bool Compares(string name, string value, string wanted, JsonObject request)
    {
        if (name == "IpAddress")
        {
            return (value.Contains(':') || value.Count(c => c == '.') == 3) && IPAddress.TryParse(value, out var address) && IPNetwork.TryParse(wanted.Contains('/') ? wanted : $"{wanted}/32", out var network) && network.Contains(address);
        }

        if (name.StartsWith("Numeric", StringComparison.Ordinal))
        {
            return decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Order(name["Numeric".Length..], number.CompareTo(decimal.Parse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }

        if (name.StartsWith("Date", StringComparison.Ordinal))
        {
            if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            {
                return Order(name["Date".Length..], DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)).CompareTo(DateTimeOffset.Parse(wanted, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)));
            }

            return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                && Order(name["Date".Length..], time.CompareTo(DateTimeOffset.Parse(wanted, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)));
        }

        return name switch
        {
            "Bool" => string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase),
            "StringEquals" => Filled(wanted, request, wildcards: false) is { } regex && Regex.IsMatch(value, regex, RegexOptions.Singleline),
            "StringEqualsIgnoreCase" => Filled(wanted, request, wildcards: false) is { } regex && Regex.IsMatch(value, regex, RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant),
            "StringLike" => Filled(wanted, request, wildcards: true) is { } regex && Regex.IsMatch(value, regex, RegexOptions.Singleline),
            "ArnEquals" or "ArnLike" => Parts(value, wanted, request),
            _ => throw new ArgumentException(name, nameof(name)),
        };
    }

    private static bool Parts(string value, string wanted, JsonObject request)
    {
        var (given, pattern) = (value.Split(':', 4), wanted.Split(':', 4));
        return given.Length == 4 && given.Zip(pattern).All(pair => Filled(pair.Second, request, wildcards: true) is { } regex && Regex.IsMatch(pair.First, regex, RegexOptions.Singleline));
    }

    private static bool Order(string name, int order) => name switch
    {
        "Equals" => order == 0,
        "LessThan" => order < 0,
        "LessThanEquals" => order <= 0,
        "GreaterThan" => order > 0,
        "GreaterThanEquals" => order >= 0,
        _ => throw new ArgumentException(name, nameof(name)),
    };

    /// <returns>A regular expression for the whole text; null where a variable has not one value.</returns>
    private static string? Filled(string text, JsonObject request, bool wildcards)
    {
        var missing = false;
        var regex = Regex.Replace(
            text,
            @"\$\{(?<key>[^}']+?)(, '(?<else>[^']*)')?\}|(?<wild>[*?])|(?<other>.)",
            match =>
            {
                if (match.Groups["wild"].Success && wildcards)
                {
                    return match.Value == "*" ? ".*" : ".";
                }

                if (!match.Groups["key"].Success)
                {
                    return Regex.Escape(match.Value);
                }

                if (match.Groups["key"].Value is "*" or "?" or "$")
                {
                    return Regex.Escape(match.Groups["key"].Value);
                }

                var values = ValuesOf(match.Groups["key"].Value, request);
                missing |= values.Count != 1 && !match.Groups["else"].Success;
                return Regex.Escape(values.Count == 1 ? values[0] : match.Groups["else"].Value);
            },
            RegexOptions.Singleline | RegexOptions.ExplicitCapture);
        return missing ? null : $@"\A{regex}\z";
    }

    private static string Wildcards(string pattern) =>
        $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\z";

    private static List<string> ValuesOf(string key, JsonObject request) => request["context"] is JsonObject context
        ? [.. context.Where(pair => string.Equals(pair.Key, key, StringComparison.OrdinalIgnoreCase)).SelectMany(pair => Texts(pair.Value))]
        : [];

    private static List<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item!.ToString())],
        _ => [node.ToString()],
    };
}

using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Tests.Policies;

public sealed class NaiveAccessTests
{
    private static readonly string[] Operators =
    [
        "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
        "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
        "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
        "Bool", "IpAddress", "NotIpAddress", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Null",
    ];

    private static readonly Gen<string> Key = Gen.OneOf("tyr:SourceIp", "tyr:PrincipalName", "tag/team", "TAG/Team", "hour", "on", "owner", "since");

    private static readonly Gen<string> Value = Gen.OneOf(
        "ada", "Ada", "a*", "a?a", "bob", "7", "7.0", "12", "true", "FALSE", "10.0.0.7", "10.0.9.9", "2001:db8::1", "2026-11-27T10:00:00Z", "2026-11-28", "tyr:dev:models:model/rul", "tyr:dev:models:model/a:b", "");

    private static readonly Gen<JsonNode?> Values = Gen.OneOf(
        Value.Select(value => (JsonNode?)JsonValue.Create(value)),
        Value.List[0, 3].Select(values => (JsonNode?)new JsonArray([.. values.Select(value => (JsonNode?)JsonValue.Create(value))])),
        Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)),
        Gen.Int[0, 20].Select(number => (JsonNode?)JsonValue.Create(number)));

    private static readonly Gen<string> Text = Gen.OneOf("ada", "a*", "a?a", "${tag/team}", "x-${owner, 'ada'}", "${*}", "a${*}", "${$}", "*", "7", "");

    private static readonly Gen<KeyValuePair<string, JsonNode?>> Condition =
        from name in Gen.OneOf(Operators)
        from set in name == "Null" ? Gen.Const("") : Gen.OneOf("", "", "ForAllValues:", "ForAnyValue:")
        from optional in name == "Null" ? Gen.Const("") : Gen.OneOf("", "", "IfExists")
        from key in Key
        from values in Wanted(name).List[1, 3]
        select KeyValuePair.Create($"{set}{name}{optional}", (JsonNode?)new JsonObject { [key] = new JsonArray([.. values.Select(value => (JsonNode?)JsonValue.Create(value))]) });

    private static readonly Gen<string> Resource = Gen.OneOf(
        "*", "tyr:dev:*", "tyr:*:buckets:object/raw/*", "tyr:dev:buckets:object/${tag/team}/*", "tyr:dev:buckets:object/${owner, 'raw'}/?", "tyr:dev:models:model/rul", "tyr:dev:access:role/trainer");

    [Fact]
    public void Decide_AnyPoliciesAndRequest_AgreesWithTheSemanticsReadPlainly() =>
        Gen.Select(Policy(ofResource: false).List[0, 2], Policy(ofResource: true).Null(0.5), Policy(ofResource: false).Null(0.7), Policy(ofResource: false).Null(0.7), Request()).Sample(
            (identity, resource, boundary, session, request) =>
            {
                var line = new JsonObject
                {
                    ["identity"] = new JsonArray([.. identity.Select(policy => policy.DeepClone())]),
                    ["resource"] = resource?.DeepClone(),
                    ["boundary"] = boundary?.DeepClone(),
                    ["session"] = session?.DeepClone(),
                    ["request"] = request.DeepClone(),
                };
                var decided = WrittenRequest.Decide(Encoding.UTF8.GetBytes(line.ToJsonString()));
                var answer = decided.IsOk ? decided.Value.Allowed ? "allow" : decided.Value.IsExplicitDeny ? "deny" : "implicit-deny" : decided.Error.Message;
                return answer == NaiveAccess.Decide(line);
            },
            iter: 20_000);

    private static Gen<string> Wanted(string name) =>
        name.StartsWith("Numeric", StringComparison.Ordinal) ? Gen.OneOf("7", "7.00", "11", "1e1")
        : name.StartsWith("Date", StringComparison.Ordinal) ? Gen.OneOf("2026-11-27T10:00:00Z", "2026-11-27T11:00:00+01:00", "2026-11-28")
        : name.Contains("IpAddress", StringComparison.Ordinal) ? Gen.OneOf("10.0.0.0/16", "10.0.0.7", "2001:db8::/32", "0.0.0.0/0")
        : name.StartsWith("Arn", StringComparison.Ordinal) ? Gen.OneOf("tyr:dev:models:model/rul", "tyr:*:models:model/*", "tyr:dev:*:${tag/team}*", "tyr:dev:models:model/a:?")
        : name is "Bool" or "Null" ? Gen.OneOf("true", "false")
        : Text;

    private static Gen<JsonObject> Policy(bool ofResource) => Statement(ofResource).List[0, 3].Select(statements => new JsonObject { ["Statement"] = new JsonArray([.. statements]) });

    private static Gen<JsonObject> Statement(bool ofResource) =>
        from effect in Gen.OneOf("Allow", "Allow", "Allow", "Deny")
        from actionKey in Gen.OneOf("Action", "Action", "NotAction")
        from actions in Gen.OneOf("*", "buckets:*", "BUCKETS:get*", "models:GetModel", "access:AssumeRole", "*:?etObject").List[1, 2]
        from resourceKey in Gen.OneOf("Resource", "Resource", "NotResource")
        from resources in Resource.List[1, 2]
        from principal in Gen.OneOf("*", "tyr:dev:access:user/ada", "tyr:prod:access:role/trainer").List[1, 2]
        from conditions in Condition.List[0, 2]
        select Json(effect, actionKey, actions, resourceKey, resources, ofResource ? principal : null, conditions);

    private static JsonObject Json(
        string effect, string actionKey, List<string> actions, string resourceKey, List<string> resources, List<string>? principal, List<KeyValuePair<string, JsonNode?>> conditions)
    {
        var statement = new JsonObject
        {
            ["Effect"] = effect,
            [actionKey] = new JsonArray([.. actions.Select(text => (JsonNode?)JsonValue.Create(text))]),
            [resourceKey] = new JsonArray([.. resources.Select(text => (JsonNode?)JsonValue.Create(text))]),
        };
        if (principal is not null)
        {
            statement["Principal"] = new JsonObject { ["TYR"] = new JsonArray([.. principal.Select(text => (JsonNode?)JsonValue.Create(text))]) };
        }

        if (conditions.Count > 0)
        {
            statement["Condition"] = new JsonObject(conditions.DistinctBy(condition => condition.Key).Select(condition => KeyValuePair.Create(condition.Key, condition.Value?.DeepClone())));
        }

        return statement;
    }

    private static Gen<JsonObject> Request() =>
        from principal in Gen.OneOf("tyr:dev:access:user/ada", "tyr:prod:access:role/trainer")
        from action in Gen.OneOf("buckets:GetObject", "buckets:PutObject", "models:GetModel", "access:AssumeRole")
        from resource in Gen.OneOf("tyr:dev:buckets:object/raw/a", "tyr:dev:buckets:object/ada/b", "tyr:dev:models:model/rul", "tyr:dev:access:role/trainer")
        from context in Gen.Select(Key, Values).List[0, 5]
        select new JsonObject
        {
            ["principal"] = principal,
            ["action"] = action,
            ["resource"] = resource,
            ["context"] = new JsonObject(context.DistinctBy(pair => pair.Item1.ToUpperInvariant()).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2?.DeepClone()))),
        };
}

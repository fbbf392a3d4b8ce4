using System.Text;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;

namespace Twinyard.Access.Tests.Policies;

public sealed class WrittenRequestTests
{
    private const string Everything = """{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";
    private const string Nothing = """{"Statement":[]}""";
    private const string Reading = """{"Statement":[{"Effect":"Allow","Action":"buckets:Get*","Resource":"*"}]}""";
    private const string ForAll = """{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*"}]}""";
    private const string ForTrainer = """{"Statement":[{"Effect":"Allow","Principal":{"TYR":"tyr:prod:access:role/trainer"},"Action":"*","Resource":"*"}]}""";
    private const string Denying = """{"Statement":[{"Effect":"Deny","Action":"buckets:*","Resource":"*"}]}""";
    private const string Read = """{"principal":"tyr:dev:access:user/ada","action":"buckets:GetObject","resource":"tyr:dev:buckets:object/a","context":{}}""";
    private const string ReadFromProd = """{"principal":"tyr:prod:access:role/trainer","action":"buckets:GetObject","resource":"tyr:dev:buckets:object/a"}""";
    private const string Assume = """{"principal":"tyr:dev:access:user/ada","action":"access:AssumeRole","resource":"tyr:dev:access:role/trainer"}""";

    [Theory]
    [InlineData($$"""{"identity":[{{Everything}}],"request":{{Read}}}""", "allow")]
    [InlineData($$"""{"identity":[],"resource":null,"boundary":null,"session":null,"request":{{Read}}}""", "implicit-deny")]
    [InlineData($$"""{"identity":[{{Nothing}}],"resource":{{ForAll}},"request":{{Read}}}""", "allow")]
    [InlineData($$"""{"identity":[{{Everything}},{{Denying}}],"request":{{Read}}}""", "deny")]
    [InlineData($$"""{"identity":[{{Everything}}],"boundary":{{Nothing}},"request":{{Read}}}""", "implicit-deny")]
    [InlineData($$"""{"identity":[{{Everything}}],"boundary":{{Reading}},"session":{{Reading}},"request":{{Read}}}""", "allow")]
    [InlineData($$"""{"identity":[{{Everything}}],"session":{{Denying}},"request":{{Read}}}""", "deny")]
    [InlineData($$"""{"identity":[],"resource":{{ForAll}},"boundary":{{Nothing}},"request":{{Read}}}""", "implicit-deny")]
    [InlineData($$"""{"identity":[{{Everything}}],"request":{{ReadFromProd}}}""", "implicit-deny")]
    [InlineData($$"""{"identity":[],"resource":{{ForTrainer}},"request":{{ReadFromProd}}}""", "implicit-deny")]
    [InlineData($$"""{"identity":[{{Reading}}],"resource":{{ForTrainer}},"request":{{ReadFromProd}}}""", "allow")]
    [InlineData($$"""{"identity":[{{Everything}}],"resource":{{ForTrainer}},"request":{{Assume}}}""", "implicit-deny")]
    [InlineData($$"""{"identity":[{{Everything}}],"request":{{Assume}}}""", "implicit-deny")]
    [InlineData($$"""{"identity":[],"resource":{{ForAll}},"request":{{Assume}}}""", "allow")]
    public void Decide_PoliciesOfEveryKind_InIamsOrder(string line, string expected) => Decide(line).ShouldBe(expected);

    // Operator and values, the context, and whether it holds.
    [Theory]
    [InlineData("""{"StringEquals":{"k":["a","b"]}}""", """{"K":"b"}""", true)]
    [InlineData("""{"StringEquals":{"k":"a"},"Bool":{"on":true}}""", """{"k":"a","on":"false"}""", false)]
    [InlineData("""{"StringNotEquals":{"k":["a","b"]}}""", """{"k":"b"}""", false)]
    [InlineData("""{"StringNotEquals":{"k":["a","b"]}}""", "{}", true)]
    [InlineData("""{"StringEquals":{"k":"a"}}""", "{}", false)]
    [InlineData("""{"StringEqualsIfExists":{"k":"a"}}""", "{}", true)]
    [InlineData("""{"StringEqualsIfExists":{"k":"a"}}""", """{"k":"b"}""", false)]
    [InlineData("""{"ForAllValues:StringEquals":{"k":["a","b"]}}""", """{"k":["a","b","a"]}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"k":["a","b"]}}""", """{"k":["a","c"]}""", false)]
    [InlineData("""{"ForAllValues:StringEquals":{"k":"a"}}""", """{"k":[]}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"k":"a"}}""", """{"k":[]}""", false)]
    [InlineData("""{"ForAnyValue:StringNotEquals":{"k":"a"}}""", "{}", false)]
    [InlineData("""{"ForAnyValue:StringNotEquals":{"k":"a"}}""", """{"k":["a","b"]}""", true)]
    [InlineData("""{"StringLike":{"k":"a*${*}"}}""", """{"k":"abc*"}""", true)]
    [InlineData("""{"StringLike":{"k":"a*${*}"}}""", """{"k":"abc"}""", false)]
    [InlineData("""{"StringEquals":{"k":"a*"}}""", """{"k":"ab"}""", false)]
    [InlineData("""{"StringEqualsIgnoreCase":{"k":"ADA"}}""", """{"k":"ada"}""", true)]
    [InlineData("""{"StringEquals":{"k":"${owner, 'ada'}"}}""", """{"k":"ada"}""", true)]
    [InlineData("""{"StringEquals":{"k":"${owner}"}}""", """{"k":"bob","OWNER":"bob"}""", true)]
    [InlineData("""{"StringEquals":{"k":"${owner}"}}""", """{"k":"${owner}"}""", false)]
    [InlineData("""{"NumericLessThanEquals":{"k":10}}""", """{"k":10.0}""", true)]
    [InlineData("""{"NumericGreaterThan":{"k":"9007199254740993"}}""", """{"k":9007199254740992}""", false)]
    [InlineData("""{"NumericEquals":{"k":"10"}}""", """{"k":"ten"}""", false)]
    [InlineData("""{"DateGreaterThan":{"k":"2026-11-27T10:00:00Z"}}""", """{"k":"2026-11-27T10:30:00+00:30"}""", false)]
    [InlineData("""{"DateLessThan":{"k":"2026-11-27T10:00:00Z"}}""", """{"k":1700000000}""", true)]
    [InlineData("""{"IpAddress":{"k":["10.0.0.0/8","2001:db8::/32"]}}""", """{"k":"2001:db8:0:1::5"}""", true)]
    [InlineData("""{"IpAddress":{"k":"10.0.0.0/9"}}""", """{"k":"10.128.0.1"}""", false)]
    [InlineData("""{"IpAddress":{"k":"10.0.0.0/8"}}""", """{"k":"::ffff:10.1.1.1"}""", true)]
    [InlineData("""{"IpAddress":{"k":"0.0.0.0/0"}}""", """{"k":"012.0.0.1"}""", false)]
    [InlineData("""{"NotIpAddress":{"k":"10.0.0.0/8"}}""", """{"k":"192.0.2.1"}""", true)]
    [InlineData("""{"Null":{"k":true}}""", "{}", true)]
    [InlineData("""{"Null":{"k":"true"}}""", """{"k":""}""", false)]
    [InlineData("""{"Null":{"k":false}}""", """{"k":null}""", false)]
    [InlineData("""{"ArnLike":{"k":"tyr:*:access:role/tr*"}}""", """{"k":"tyr:dev:access:role/trainer"}""", true)]
    [InlineData("""{"ArnLike":{"k":"tyr:*:role/*"}}""", """{"k":"tyr:dev:access:role/trainer"}""", null)]
    [InlineData("""{"ResourceNameNotLike":{"k":"tyr:*:access:role/tr*"}}""", """{"k":"tyr:dev:access:user/ada"}""", true)]
    public void Decide_Condition_HoldsAsTheOperatorSays(string condition, string context, bool? expected)
    {
        var line = $$$"""
            {"identity":[{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{{condition}}}}]}],
             "request":{"principal":"tyr:dev:access:user/ada","action":"a:B","resource":"tyr:dev:a:b/c","context":{{{context}}}}}
            """;

        Decide(line).ShouldBe(expected switch { true => "allow", false => "implicit-deny", null => "invalid" });
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "An object with a request")]
    [InlineData("""{"request":{"action":"a:B"}}""", "needs an action and a resource")]
    [InlineData($$"""{"boundry":{{Nothing}},"request":{{Read}}}""", "Did you mean 'boundary'?")]
    [InlineData($$"""{"identity":[{"Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*","Effect":"Deny"}]}],"request":{{Read}}}""", "Duplicate")]
    [InlineData($$"""{"identity":[7],"request":{{Read}}}""", "identity is not a policy")]
    [InlineData($$"""{"resource":{{Reading}},"request":{{Read}}}""", "Statement[0].Principal: This key is required")]
    [InlineData("""{"request":{"principal":"p","action":"a:B","resource":"r","context":{"k":{"a":1}}}}""", "neither a value nor a list")]
    [InlineData("""{"request":{"principal":"p","action":"a:B","resource":"r","context":{"k":1,"K":2}}}""", "K twice")]
    [InlineData("""{"request":{"principal":"\ud800","action":"a:B","resource":"r"}}""", "not JSON")]
    public void Decide_WhatIsNoRequest_IsInvalidAndSaysWhy(string line, string expected) =>
        WrittenRequest.Decide(Encoding.UTF8.GetBytes(line)).Error.ShouldNotBeNull().Message.ShouldContain(expected);

    private static string Decide(string line)
    {
        var decided = WrittenRequest.Decide(Encoding.UTF8.GetBytes(line));
        return !decided.IsOk ? "invalid" : decided.Value.Allowed ? "allow" : decided.Value.IsExplicitDeny ? "deny" : "implicit-deny";
    }
}

using Twinyard.Access.Policies;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Tests.Policies;

public sealed class PolicyReaderTests
{
    [Fact]
    public void Parse_TextOrList_BothAreRead()
    {
        var policy = PolicyReader.Parse("p", """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "A", "Effect": "Allow", "Action": "buckets:GetObject", "Resource": ["tyr:*:buckets:object/a/*", "*"]},
              {"Effect": "Deny", "Action": ["*"], "Resource": "*"}]}
            """).Value;

        policy.Statements.Count.ShouldBe(2);
        policy.Statements[0].Sid.ShouldBe("A");
        policy.Statements[0].Resources.ShouldBe(["tyr:*:buckets:object/a/*", "*"]);
        policy.Statements[1].Effect.ShouldBe(PolicyEffect.Deny);
        PolicyReader.Parse("again", policy.ToText()).Value.ToText().ShouldBe(policy.ToText());
    }

    [Theory]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}}]}""", "Condition is not evaluated yet")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "NotAction": "a:b", "Resource": "*"}]}""", "NotAction is not evaluated yet")]
    [InlineData("""{"Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}]}""", "Did you mean 'Allow'?")]
    [InlineData("""{"Statement": [{"Action": "*", "Resource": "*"}]}""", "Statement[0].Effect: This key is required")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": [], "Resource": "*"}]}""", "At least one is needed")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "GetObject", "Resource": "*"}]}""", "'GetObject' is not an action")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "buckets:object/a"}]}""", "is not a resource")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "tyr:${aws:username}"}]}""", "'${aws:username}' is not a policy variable")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Actions": "*"}]}""", "Did you mean 'Action'?")]
    [InlineData("""{"Version": "2008-10-17", "Statement": []}""", "is not a version")]
    [InlineData("""{"Statement": [{"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"}, {"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"}]}""", "names an earlier statement")]
    [InlineData("""{}""", "Statement: This key is required")]
    public void Parse_WhatIsNotEvaluated_IsRefusedWithItsPlace(string json, string expected)
    {
        var error = PolicyReader.Parse("role.json", json).Error.ShouldBeOfType<InvalidError>();

        error.Message.ShouldContain(expected);
        error.Message.ShouldStartWith("role.json(1,");
    }
}

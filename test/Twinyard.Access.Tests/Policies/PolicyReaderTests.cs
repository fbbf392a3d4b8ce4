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
              {"Effect": "Deny", "NotAction": ["fleet:*"], "NotResource": "*",
               "Condition": {"Bool": {"tyr:SecureTransport": false}, "StringLike": {"tyr:PrincipalName": ["a*", "b*"], "tyr:PrincipalRole": "x"}}}]}
            """, PolicyGrammar.Identity).Value;

        policy.Statements.Count.ShouldBe(2);
        policy.Statements[0].Sid.ShouldBe("A");
        policy.Statements[0].Resources.ShouldBe(["tyr:*:buckets:object/a/*", "*"]);
        policy.Statements[1].Effect.ShouldBe(PolicyEffect.Deny);
        policy.Statements[1].Conditions.Count.ShouldBe(3);
        PolicyReader.Parse("again", policy.ToText(), PolicyGrammar.Identity).Value.ToText().ShouldBe(policy.ToText());
    }

    [Theory]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringLik": {"tyr:SourceIp": "1"}}}]}""", "Did you mean 'StringLike'?")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"tyr:SorceIp": "1"}}}]}""", "Did you mean 'tyr:SourceIp'?")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericLessThan": {"tyr:EpochTime": "soon"}}}]}""", "'soon' is not a number")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"tyr:SourceIp": "10.0.0/8"}}}]}""", "is not an address or network")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"tyr:SourceIp": "10.0.0.0/33"}}}]}""", "is not an address or network")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateLessThan": {"tyr:CurrentTime": "tomorrow"}}}]}""", "is not a time")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"ArnLike": {"tyr:PrincipalName": "role/x"}}}]}""", "is not a resource's name")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NullIfExists": {"tyr:SourceIp": true}}}]}""", "is not a condition operator")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "NotAction": "a:b", "Resource": "*"}]}""", "Action or NotAction, and not both")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]}""", "names none")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "tyr:${tyr:PrincipalName"}]}""", "is not a policy variable")]
    [InlineData("""{"Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}]}""", "Did you mean 'Allow'?")]
    [InlineData("""{"Statement": [{"Action": "*", "Resource": "*"}]}""", "Statement[0].Effect: This key is required")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": [], "Resource": "*"}]}""", "At least one is needed")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "GetObject", "Resource": "*"}]}""", "'GetObject' is not an action")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "buckets:object/a"}]}""", "is not a resource")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "tyr:${aws:username}"}]}""", "'aws:username' is not a key of a request")]
    [InlineData("""{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Actions": "*"}]}""", "Did you mean 'Action'?")]
    [InlineData("""{"Version": "2008-10-17", "Statement": []}""", "is not a version")]
    [InlineData("""{"Statement": [{"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"}, {"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"}]}""", "names an earlier statement")]
    [InlineData("""{}""", "Statement: This key is required")]
    public void Parse_WhatIsNotEvaluated_IsRefusedWithItsPlace(string json, string expected)
    {
        var error = PolicyReader.Parse("role.json", json, PolicyGrammar.Identity).Error.ShouldBeOfType<InvalidError>();

        error.Message.ShouldContain(expected);
        error.Message.ShouldStartWith("role.json(1,");
    }
}

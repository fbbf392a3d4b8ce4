using System.Text.Json.Nodes;
using Twinyard.Events.Patterns;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Tests.Patterns;

public sealed class EventPatternTests
{
    [Theory]
    [InlineData("""{"source": ["a"]}""", """{"source": "a"}""", true)]
    [InlineData("""{"source": ["a", "b"], "x": [1]}""", """{"source": "b", "x": 1}""", true)]
    [InlineData("""{"source": ["A"]}""", """{"source": "a"}""", false)]
    [InlineData("""{"a": [300]}""", """{"a": 3.0e2}""", true)]
    [InlineData("""{"a": ["300"]}""", """{"a": 300}""", false)]
    [InlineData("""{"a": [null]}""", """{"a": ""}""", false)]
    [InlineData("""{"a": [null]}""", """{"a": null}""", true)]
    [InlineData("""{"a": [""]}""", """{}""", false)]
    [InlineData("""{"a": ["x"]}""", """{"a": ["y", "x"]}""", true)]
    [InlineData("""{"a": ["x"]}""", """{"a": []}""", false)]
    [InlineData("""{"a": [{"exists": false}]}""", """{"a": {"b": 1}}""", true)]
    [InlineData("""{"a": [{"exists": true}]}""", """{"a": {"b": 1}}""", false)]
    [InlineData("""{"a": [{"exists": true}]}""", """{"a": null}""", true)]
    [InlineData("""{"a": [{"exists": false}, "x"]}""", """{}""", true)]
    [InlineData("""{"a": [{"anything-but": "x"}]}""", """{}""", false)]
    [InlineData("""{"a": [{"anything-but": "x"}]}""", """{"a": 1}""", true)]
    [InlineData("""{"a": [{"anything-but": ["x", "y"]}]}""", """{"a": ["x", "z"]}""", true)]
    [InlineData("""{"a": [{"anything-but": {"prefix": ["x", "y"]}}]}""", """{"a": "yes"}""", false)]
    [InlineData("""{"a.b": [1]}""", """{"a": {"b": 1}}""", true)]
    [InlineData("""{"a": {"b": [1]}}""", """{"a.b": 1}""", true)]
    [InlineData("""{"a": {"x": [1], "y": [2]}}""", """{"a": [{"x": 1, "y": 3}, {"x": 0, "y": 2}]}""", false)]
    [InlineData("""{"a": {"x": [1], "y": [2]}}""", """{"a": [{"x": 1, "y": 3}, {"x": 1, "y": 2}]}""", true)]
    [InlineData("""{"a": [{"wildcard": "a\\*b*"}]}""", """{"a": "a*bc"}""", true)]
    [InlineData("""{"a": [{"wildcard": "a\\*b*"}]}""", """{"a": "axbc"}""", false)]
    [InlineData("""{"a": [{"wildcard": "ab*ba"}]}""", """{"a": "aba"}""", false)]
    [InlineData("""{"a": [{"cidr": "2001:db8::/32"}]}""", """{"a": "2001:db8:1::1"}""", true)]
    [InlineData("""{"a": [{"cidr": "10.0.0.0/8"}]}""", """{"a": "10.1"}""", false)]
    [InlineData("""{"$or": ["x"]}""", """{"$or": "x"}""", true)]
    [InlineData("""{"s": ["a"], "$or": [{"x": [1]}, {"y": [2]}]}""", """{"s": "a", "y": 2}""", true)]
    [InlineData("""{"s": ["a"], "$or": [{"x": [1]}, {"y": [2]}]}""", """{"s": "a", "y": 1}""", false)]
    [InlineData("""{"a": ["\u0041"]}""", """{"\u0061": "A"}""", true)]
    public void Match_Table(string pattern, string envelope, bool expected) =>
        EventPattern.Parse(pattern).Value.Match(JsonNode.Parse(envelope)!.AsObject()).IsMatch.ShouldBe(expected);

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "must be an object, and is a list")]
    [InlineData("{}", "without fields")]
    [InlineData("""{"detail": {}}""", "at detail: an object without fields")]
    [InlineData("""{"a": []}""", "at a: an empty list")]
    [InlineData("""{"a": "x"}""", "a list of what to match is expected, such as [\"x\"]")]
    [InlineData("""{"a": [["x"]]}""", "at a[0]: a list within a list")]
    [InlineData("""{"a": ["x", {}]}""", "at a[1]: a match expression without an operator")]
    [InlineData("""{"a": [{"prefix": "x", "suffix": "y"}]}""", "one operator")]
    [InlineData("""{"a": [{"prefx": "x"}]}""", "Did you mean 'prefix'?")]
    [InlineData("""{"a": [{"prefix": 1}]}""", "at a[0].prefix: a text is expected")]
    [InlineData("""{"a": [{"exists": "yes"}]}""", "true or false is expected")]
    [InlineData("""{"a": [{"numeric": []}]}""", "an operator and a number")]
    [InlineData("""{"a": [{"numeric": [">", "1"]}]}""", "a number is expected")]
    [InlineData("""{"a": [{"numeric": ["!=", 1]}]}""", "is not one of")]
    [InlineData("""{"a": [{"numeric": ["<", 1, ">", 0]}]}""", "lower bound comes first")]
    [InlineData("""{"a": [{"numeric": [">", 5, "<", 5]}]}""", "must be below")]
    [InlineData("""{"a": [{"numeric": ["=", 5, "<", 6]}]}""", "stands alone")]
    [InlineData("""{"a": [1e999]}""", "beyond what a 64-bit")]
    [InlineData("""{"a": [{"anything-but": []}]}""", "excludes nothing")]
    [InlineData("""{"a": [{"anything-but": ["x", 1]}]}""", "only texts or only numbers")]
    [InlineData("""{"a": [{"anything-but": null}]}""", "a text or a number")]
    [InlineData("""{"a": [{"anything-but": {"numeric": ["=", 1]}}]}""", "the operators within are")]
    [InlineData("""{"a": [{"wildcard": "a**b"}]}""", "two stars")]
    [InlineData("""{"a": [{"wildcard": "**"}]}""", "two stars")]
    [InlineData("""{"a": [{"wildcard": "a\\b"}]}""", "a backslash stands only")]
    [InlineData("""{"a": [{"cidr": "10.0.0.0/32"}]}""", "below 32 bits")]
    [InlineData("""{"a": [{"cidr": "::1/128"}]}""", "below 128 bits")]
    [InlineData("""{"a": [{"cidr": "10.0.0/8"}]}""", "a network is expected")]
    [InlineData("""{"a.b": [1], "a": {"b": [2]}}""", "at a.b: this field is given twice")]
    [InlineData("""{"$or": [{"a": [1]}, {}]}""", "without fields")]
    public void Parse_Rejected_SaysWhereAndWhy(string pattern, string expected)
    {
        var error = EventPattern.Parse(pattern).Error.ShouldBeOfType<InvalidError>();

        error.Code.ShouldBe("pattern-invalid");
        error.Message.ShouldContain(expected);
    }

    [Fact]
    public void Parse_MoreThanAThousandCombinations_IsRejected()
    {
        const string Or = """{"$or": [{"a": [1]}, {"b": [1]}, {"c": [1]}, {"d": [1]}]}""";
        var pattern = $$"""{"p": {{Or}}, "q": {{Or}}, "r": {{Or}}, "s": {{Or}}, "t": {{Or}}}""";

        EventPattern.Parse(pattern).Error?.Message.ShouldContain("more than 1000");
    }

    [Theory]
    [InlineData("""{"s": ["a"], "detail": {"status": ["failed"]}}""", """{"s": "a", "detail": {"status": "ok"}}""", "detail.status", """detail.status is "ok"; the pattern asks for ["failed"].""")]
    [InlineData("""{"s": ["a"], "detail": {"code": [{"exists": true}]}}""", """{"s": "a"}""", "detail.code", """detail.code is absent; the pattern asks for [{"exists": true}].""")]
    [InlineData("""{"a": {"x": [1], "y": [2]}}""", """{"a": [{"x": 1, "y": 3}, {"x": 0, "y": 2}]}""", "a.y", "a.y is 3, 2, but not in the same array element")]
    public void Match_No_NamesTheFirstFieldThatDecided(string pattern, string envelope, string field, string reason)
    {
        var result = EventPattern.Parse(pattern).Value.Match(JsonNode.Parse(envelope)!.AsObject());

        result.IsMatch.ShouldBeFalse();
        result.FailedAt.ShouldBe(field);
        result.Reason.ShouldStartWith(reason);
    }

    [Fact]
    public void Match_ManyLargeArrays_IsBounded()
    {
        string Items(int n) => $"[{string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"x": {{i}}, "y": {{i + n}}}"""))}]";
        var envelope = JsonNode.Parse($$"""{"a": {{Items(0)}}, "b": {{Items(0)}}, "c": {{Items(0)}}, "d": {{Items(1)}}}""")!.AsObject();
        const string Any = """{"x": [{"exists": true}], "y": [{"exists": true}]}""";
        var pattern = EventPattern.Parse($$"""{"a": {{Any}}, "b": {{Any}}, "c": {{Any}}, "d": {"x": [0], "y": [2]} }""").Value;

        pattern.Match(envelope).IsMatch.ShouldBeFalse();
    }
}

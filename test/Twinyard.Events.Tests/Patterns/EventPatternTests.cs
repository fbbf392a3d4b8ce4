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
    [InlineData("""{"a": {"x": [1], "y": [2]}}""", """{"a": [[{"x": 1}], [{"y": 2}]]}""", false)]
    [InlineData("""{"a": {"x": [1], "y": [2]}}""", """{"a": [[{"x": 1, "y": 2}]]}""", true)]
    [InlineData("""{"a": {"x": [1]}, "b": [2]}""", """{"a": [{"x": 0}, {"x": 1}], "b": [1, 2]}""", true)]
    [InlineData("""{"a": [{"cidr": "8.0.0.0/8"}]}""", """{"a": "010.0.0.1"}""", false)]
    [InlineData("""{"a": [{"cidr": "::/0"}]}""", """{"a": "::1/64"}""", false)]
    [InlineData("""{"a": [{"cidr": "0.0.0.0/0"}]}""", """{"a": "255.1.2.3"}""", true)]
    [InlineData("""{"a": [{"cidr": "0.0.0.0/0"}]}""", """{"a": "::1"}""", false)]
    [InlineData("""{"a": [0.1]}""", """{"a": 1e-1}""", true)]
    [InlineData("""{"a": [{"numeric": [">", 0.1, "<=", 0.3]}]}""", """{"a": 0.3}""", true)]
    [InlineData("""{"a": [{"numeric": [">=", 5]}]}""", """{"a": 1e999}""", true)]
    [InlineData("""{"": {"a": [1]}}""", """{"a": 1}""", false)]
    [InlineData("""{"": {"a": [1]}}""", """{"": {"a": 1}}""", true)]
    [InlineData("""{"größe": [{"wildcard": "日*"}]}""", """{"gr\u00f6\u00dfe": "日本"}""", true)]
    [InlineData("""{"$or": [{"prefix": "x"}, {"suffix": "y"}]}""", """{"$or": "xa"}""", true)]
    [InlineData("""{"$or": {"a": [1]}}""", """{"$or": {"a": 1}}""", true)]
    [InlineData("""{"d": {"$or": [{"x": [1]}, {"$or": [{"y": [2]}, {"z": [3]}]}]}}""", """{"d": {"z": 3}}""", true)]
    [InlineData("""{"d": [{"anything-but": {"prefix": {"equals-ignore-case": "ab"}}}]}""", """{"d": "ABC"}""", false)]
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
    [InlineData("""{"$or": [{"a": [1]}, {"b": [1]}], "$or": [{"c": [1]}, {"d": [1]}]}""", "at $or: this field is given twice")]
    [InlineData("""{"$or": [{"a": [1]}]}""", "'a' is not an operator")]
    [InlineData("""{"a": [1], "\u0061": [2]}""", "at a: this field is given twice (line 1, column 13)")]
    [InlineData("""{"a": ["\ud800"]}""", "half of a surrogate pair or bytes that are not UTF-8 (line 1, column 8)")]
    [InlineData("""{"\udc00": ["x"]}""", "half of a surrogate pair")]
    [InlineData("""{"a": [{"cidr": "010.0.0.0/8"}]}""", "a network is expected")]
    [InlineData("""{"a": [{"cidr": "::/64/64"}]}""", "a network is expected")]
    [InlineData("{\n  \"ä\": [\"x\"], \"b\": []}", "at b: an empty list matches nothing (line 2, column 20)")]
    [InlineData("{\n  \"ä\": [x]}", "is not JSON: 'x' is an invalid start of a value (line 2, column 9)")]
    [InlineData("""{"a": [{"numeric": [">", "1"]}]}""", "at a[0].numeric: a number is expected after the operator, and not \"1\" (line 1, column 8)")]
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

    [Fact]
    public void Parse_ExactlyAThousandCombinations_IsTaken()
    {
        string Or(string key) => $$"""{"$or": [{{string.Join(", ", Enumerable.Range(0, 10).Select(i => $$"""{"{{key}}{{i}}": [{{i}}]}"""))}}]}""";
        var pattern = EventPattern.Parse($$"""{"p": {{Or("a")}}, "q": {{Or("b")}}, "r": {{Or("c")}}}""").Value;

        pattern.Match(JsonNode.Parse("""{"p": {"a9": 9}, "q": {"b9": 9}, "r": {"c9": 9}}""")!.AsObject()).IsMatch.ShouldBeTrue();
        EventPattern.Parse($$"""{"$or": [{{string.Join(", ", Enumerable.Range(0, 1001).Select(i => $$"""{"a": [{{i}}]}"""))}}]}""").Error?.Message.ShouldContain("more than 1000");
    }

    [Fact]
    public void Parse_TooDeep_IsRejectedWithItsPlace()
    {
        string Nested(int levels) => $"{string.Concat(Enumerable.Repeat("{\"a\":", levels))}[1]{new string('}', levels)}";

        EventPattern.Parse(Nested(63)).IsOk.ShouldBeTrue();
        EventPattern.Parse(Nested(64)).Error?.Message.ShouldContain("maximum configured depth of 64");
        EventPattern.Parse(Nested(100_000)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public void Match_AnEventThatIsNoText_IsAJsonException() =>
        Should.Throw<System.Text.Json.JsonException>(() => EventPattern.Parse("""{"a": ["x"]}""").Value.Match("""{"a": "\ud800"}"""u8));

    [Fact]
    public void Match_ManyLongValues_TellsTheFirstOfThem()
    {
        var result = EventPattern.Parse("""{"a": ["x"]}""").Value.Match(new JsonObject { ["a"] = new JsonArray([.. Enumerable.Range(0, 50).Select(i => (JsonNode)new string('y', 1000))]) });

        result.Reason.ShouldContain("and 40 more; the pattern asks for");
        result.Reason.Length.ShouldBeLessThan(3000);
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

using System.Text;
using System.Text.Json;
using CsCheck;
using Twinyard.Events.Patterns;

namespace Twinyard.Events.Tests.Patterns;

public sealed class EventPatternPropertyTests
{
    private static readonly Gen<string> Key = Gen.OneOf("a", "b", "c", "a.b", "\\u0061");
    private static readonly Gen<string> Text = Gen.OneOf("", "x", "X", "xy", "yx", "xyx", "é", "É", "x\\ny", "10.0.0.1", "10.0.1.1", "::1");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text.Select(text => $"\"{text}\""), Gen.OneOf("0", "1", "1.0", "10e-1", "2", "-3.5"), Gen.OneOf("true", "false", "null"));

    private static readonly Gen<string> Event = Gen.Recursive<string>((depth, self) => Object(depth >= 3 ? Scalar : Gen.Frequency((3, Scalar), (2, self), (2, Array(Gen.OneOf(Scalar, self)))), Key, 0));

    private static readonly Gen<string> Condition = Gen.OneOf(
        Scalar,
        Gen.OneOf(
            """{"prefix": "x"}""", """{"prefix": {"equals-ignore-case": "É"}}""", """{"suffix": "x"}""", """{"suffix": {"equals-ignore-case": "Y"}}""",
            """{"equals-ignore-case": "é"}""", """{"equals-ignore-case": "x"}""", """{"wildcard": "x*x"}""", """{"wildcard": "*y*"}""", """{"wildcard": "*"}""",
            """{"cidr": "10.0.0.0/24"}""", """{"cidr": "10.0.0.0/15"}""", """{"cidr": "::/64"}""",
            """{"numeric": ["=", 1]}""", """{"numeric": ["<", 1]}""", """{"numeric": [">=", 1, "<", 2]}""", """{"numeric": [">", -4, "<=", 1]}""",
            """{"exists": true}""", """{"exists": false}""",
            """{"anything-but": "x"}""", """{"anything-but": [1, 2]}""", """{"anything-but": {"prefix": "x"}}""", """{"anything-but": {"wildcard": "x*"}}"""));

    private static readonly Gen<string> Plain = Gen.Recursive<string>((depth, self) =>
        Object(depth >= 2 ? Array(Condition, 1) : Gen.Frequency((3, Array(Condition, 1)), (2, self)), Gen.OneOf("a", "b", "c"), 1));

    private static readonly Gen<string> Pattern = Gen.Frequency(
        (3, Plain), (1, Gen.Select(Plain, Plain, (one, two) => $$"""{"$or": [{{one}}, {{two}}]}""")));

    [Fact]
    public void Match_AnyPatternAndEvent_AgreesWithTheNaiveMatcher() =>
        Gen.Select(Pattern, Event).Sample((pattern, envelope) =>
        {
            var parsed = EventPattern.Parse(pattern).Value;
            var expected = NaiveMatcher.Matches(Json(pattern), Json(envelope));
            var result = parsed.Match(Json(envelope));
            return result.IsMatch == expected && (result.FailedAt is null) == expected;
        }, iter: 20_000);

    [Fact]
    public void Set_AnyPatternsAndEvent_AgreesWithEachPatternAlone() =>
        Gen.Select(Pattern.List[1, 8], Event).Sample((patterns, envelope) =>
        {
            var parsed = patterns.Select(pattern => EventPattern.Parse(pattern).Value).ToArray();
            var matched = new List<int>();
            new EventPatternSet(parsed).Match(Encoding.UTF8.GetBytes(envelope), matched);
            return matched.SequenceEqual(Enumerable.Range(0, parsed.Length).Where(i => parsed[i].Match(Json(envelope)).IsMatch));
        }, iter: 5_000);

    // Small values in arrays of objects, nested twice, so that the same element or another decides in about every second case.
    [Fact]
    public void Match_ArraysOfObjects_AgreesWithTheNaiveMatcher()
    {
        var bit = Gen.OneOf("0", "1", "2");
        var inner = Array(Gen.Select(bit, bit, (p, q) => $$"""{"p": {{p}}, "q": {{q}}}"""), 1);
        var outer = Array(Gen.Select(bit, bit, inner, (x, y, z) => $$"""{"x": {{x}}, "y": {{y}}, "z": {{z}}}"""), 1);
        var envelopes = Gen.Select(outer, inner, (a, b) => $$"""{"a": {{a}}, "b": {{b}}}""");
        var field = Gen.Select(Gen.OneOf("a.x", "a.y", "a.z.p", "a.z.q", "b.p", "b.q"), bit, (path, value) => $"\"{path}\": [{value}]");
        var patterns = field.List[2, 5].Select(fields => $"{{{string.Join(", ", fields.DistinctBy(one => one.Split(':')[0]))}}}");
        var matches = 0;
        var cases = 0;

        Gen.Select(patterns, envelopes).Sample((pattern, envelope) =>
        {
            var expected = NaiveMatcher.Matches(Json(pattern), Json(envelope));
            Interlocked.Increment(ref cases);
            Interlocked.Add(ref matches, expected ? 1 : 0);
            return EventPattern.Parse(pattern).Value.Match(Json(envelope)).IsMatch == expected;
        }, iter: 10_000);

        (matches / (double)cases).ShouldBeInRange(0.05, 0.95);
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static Gen<string> Array(Gen<string> item, int least = 0) => item.List[least, 3].Select(items => $"[{string.Join(',', items)}]");

    // Keys of one object differ, as "a" and its escaped spelling would not.
    private static Gen<string> Object(Gen<string> value, Gen<string> key, int least) =>
        Gen.Select(key, value).List[least, 3].Select(members =>
            $"{{{string.Join(',', members.DistinctBy(member => member.Item1.Replace("\\u0061", "a", StringComparison.Ordinal)).Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");
}

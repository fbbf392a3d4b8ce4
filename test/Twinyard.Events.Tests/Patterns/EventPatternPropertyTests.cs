using System.Text;
using System.Text.Json;
using CsCheck;
using Twinyard.Events.Patterns;

namespace Twinyard.Events.Tests.Patterns;

public sealed class EventPatternPropertyTests
{
    [Fact]
    public void Match_AnyPatternAndEvent_AgreesWithTheNaiveMatcher()
    {
        var compared = 0;
        Gen.Select(PatternGen.Pattern, PatternGen.Event).Sample((pattern, envelope) =>
        {
            var parsed = EventPattern.Parse(pattern);
            if (!parsed.IsOk)
            {
                // Dotted and nested keys may name one field twice; nothing else is wrong with what is generated.
                return parsed.Error.Message.Contains("given twice", StringComparison.Ordinal);
            }

            Interlocked.Increment(ref compared);
            var expected = NaiveMatcher.Matches(Json(pattern), Json(envelope));
            var result = parsed.Value.Match(Json(envelope));
            return result.IsMatch == expected && (result.FailedAt is null) == expected && parsed.Value.IsMatch(Encoding.UTF8.GetBytes(envelope)) == expected;
        }, iter: 20_000);

        compared.ShouldBeGreaterThan(15_000);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Match_EveryOperator_AgreesWithTheNaiveMatcherOnBothOutcomes(string name)
    {
        int matches = 0, others = 0;
        Gen.Select(PatternGen.Conditions[name], PatternGen.Value).Sample((condition, value) =>
        {
            var (pattern, envelope) = ($$"""{"a": [{{condition}}]}""", $$"""{"a": {{value}}}""");
            var expected = NaiveMatcher.Matches(Json(pattern), Json(envelope));
            Interlocked.Increment(ref expected ? ref matches : ref others);
            return EventPattern.Parse(pattern).Value.Match(Json(envelope)).IsMatch == expected;
        }, iter: 5_000);

        matches.ShouldBeGreaterThan(20);
        others.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Set_AnyPatternsAndEvent_AgreesWithEachPatternAlone() =>
        Gen.Select(PatternGen.Pattern.List[1, 8], PatternGen.Event).Sample((patterns, envelope) =>
        {
            var parsed = patterns.Select(pattern => EventPattern.Parse(pattern)).Where(pattern => pattern.IsOk).Select(pattern => pattern.Value).ToArray();
            var matched = new List<int>();
            new EventPatternSet(parsed).Match(Encoding.UTF8.GetBytes(envelope), matched);
            return matched.SequenceEqual(Enumerable.Range(0, parsed.Length).Where(i => parsed[i].Match(Json(envelope)).IsMatch));
        }, iter: 5_000);

    // Whatever the text, the answer is a pattern or an error; damaged patterns reach places that valid ones do not.
    [Fact]
    public void Parse_AnyDamagedPattern_IsAPatternOrAnErrorWithAPlace() =>
        Gen.Select(PatternGen.Pattern, Gen.Int[0, 200], Gen.OneOf("", "{", "]", "\"", ",", "\\ud800", "\ud800", "1e999", "null", "\u0000")).Sample((pattern, at, inserted) =>
        {
            var damaged = pattern.Insert(Math.Min(at, pattern.Length), inserted);
            var parsed = EventPattern.Parse(damaged);
            return parsed.IsOk || parsed.Error.Message.Contains("(line 1, column ", StringComparison.Ordinal);
        }, iter: 10_000);

    public static IEnumerable<TheoryDataRow<string>> Operators() => PatternGen.Conditions.Keys.Select(name => new TheoryDataRow<string>(name));

    // Small values in arrays of objects, nested twice, so that the same element or another decides in about every second case.
    [Fact]
    public void Match_ArraysOfObjects_AgreesWithTheNaiveMatcher()
    {
        var bit = Gen.OneOf("0", "1", "2");
        var inner = PatternGen.Array(Gen.Select(bit, bit, (p, q) => $$"""{"p": {{p}}, "q": {{q}}}"""), 1);
        var outer = PatternGen.Array(Gen.Select(bit, bit, inner, (x, y, z) => $$"""{"x": {{x}}, "y": {{y}}, "z": {{z}}}"""), 1);
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

}

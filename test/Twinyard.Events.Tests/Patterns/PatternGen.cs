using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;

namespace Twinyard.Events.Tests.Patterns;

/// <summary>Patterns and events of the whole language, small enough that they often meet.</summary>
internal static class PatternGen
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // As text and with escapes: readers must not tell them apart.
    private static readonly Gen<string> Key = Gen.OneOf(Gen.OneOf("a", "b", "c", "a.b", "ü", "", "$or").Select(key => JsonSerializer.Serialize(key, Relaxed)), Gen.Const("\"\\u0061\""));

    private static readonly Gen<string> Address = Gen.OneOf(
        "10.0.0.1", "10.0.1.1", "10.255.0.0", "010.0.0.1", "10.1", "255.255.255.255", "0.0.0.0", "1.2.3.4.5", "256.0.0.1",
        "::", "::1", "2001:db8::1", "2001:DB8:0::1", "::ffff:10.0.0.1", "fe80::1%1", "[::1]", "::1/64");

    private static readonly Gen<string> Word = Gen.OneOf("a", "A", "b", "é", "É", "ß", "😀", "*", "\\", ".", "\n", "\"").List[0, 4].Select(parts => string.Concat(parts));

    private static readonly Gen<string> Text = Gen.Select(Word, Gen.Bool, (word, escaped) => JsonSerializer.Serialize(word, escaped ? null : Relaxed));

    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.OneOf("0", "-0", "1", "1.0", "10e-1", "300", "3.0e2", "0.1", "1e-1", "0.30000000000000004", "12345678901234567890", "12345678901234567891", "1e308", "-3.5"),
        Gen.Int[-4, 4].Select(number => $"{number}"));

    private static readonly Gen<string> Wildcard = Gen.OneOf("*", "a", "A", "b", "é", "\\*", "\\\\").List[0, 5]
        .Select(parts => JsonSerializer.Serialize(string.Concat(parts.Where((part, i) => part != "*" || i == 0 || parts[i - 1] != "*"))));

    private static readonly Gen<string> Bounds = Gen.OneOf(
        Gen.Select(Gen.OneOf("=", "<", "<=", ">", ">="), Number, (sign, bound) => $"[\"{sign}\", {bound}]"),
        Gen.Select(Gen.OneOf(">", ">="), Gen.Int[-4, 3], Gen.OneOf("<", "<="), Gen.Int[1, 4], (low, from, high, width) => $"[\"{low}\", {from}, \"{high}\", {from + width}]"));

    private static readonly Gen<string> Network = Gen.OneOf(
        Gen.Select(Gen.OneOf("10.0.0.0", "10.0.1.1", "255.255.255.255", "0.0.0.0"), Gen.Int[0, 31], (start, bits) => $"\"{start}/{bits}\""),
        Gen.Select(Gen.OneOf("::", "2001:db8::", "::ffff:10.0.0.0"), Gen.Int[0, 127], (start, bits) => $"\"{start}/{bits}\""));

    /// <summary>A value of an event that is neither object nor array, as JSON.</summary>
    public static Gen<string> Value { get; } = Gen.OneOf(Text, Text, Number, Address.Select(address => $"\"{address}\""), Gen.OneOf("true", "false", "null"));

    /// <summary>For each operator what a pattern may ask for with it, as JSON.</summary>
    public static IReadOnlyDictionary<string, Gen<string>> Conditions { get; } = new Dictionary<string, Gen<string>>
    {
        ["equal"] = Gen.OneOf(Gen.OneOf("\"a\"", "\"\"", "1", "true", "null"), Value),
        ["prefix"] = Text.Select(text => $$$"""{"prefix": {{{text}}}}"""),
        ["prefix ignoring case"] = Text.Select(text => $$$"""{"prefix": {"equals-ignore-case": {{{text}}}}}"""),
        ["suffix"] = Text.Select(text => $$$"""{"suffix": {{{text}}}}"""),
        ["suffix ignoring case"] = Text.Select(text => $$$"""{"suffix": {"equals-ignore-case": {{{text}}}}}"""),
        ["equals-ignore-case"] = Text.Select(text => $$$"""{"equals-ignore-case": {{{text}}}}"""),
        ["wildcard"] = Wildcard.Select(text => $$$"""{"wildcard": {{{text}}}}"""),
        ["numeric"] = Bounds.Select(bounds => $$$"""{"numeric": {{{bounds}}}}"""),
        ["cidr"] = Network.Select(network => $$$"""{"cidr": {{{network}}}}"""),
        ["exists"] = Gen.OneOf("true", "false").Select(exists => $$"""{"exists": {{exists}}}"""),
        ["anything-but"] = Gen.OneOf(Text, Number, Array(Text, 1), Array(Number, 1)).Select(excluded => $$$"""{"anything-but": {{{excluded}}}}"""),
        ["anything-but within"] = Gen.Select(Gen.OneOf("prefix", "suffix", "equals-ignore-case"), Gen.OneOf(Text, Array(Text, 1)), (name, excluded) => $$$"""{"anything-but": {"{{{name}}}": {{{excluded}}}}}"""),
        ["anything-but wildcard"] = Gen.OneOf(Wildcard, Array(Wildcard, 1)).Select(excluded => $$$"""{"anything-but": {"wildcard": {{{excluded}}}}}"""),
    };

    public static Gen<string> Event { get; } = Gen.Recursive<string>((depth, self) =>
        Object(depth >= 3 ? Value : Gen.Frequency((3, Value), (2, self), (2, Array(Gen.OneOf(Value, self))), (1, Array(Array(Gen.OneOf(Value, self))))), Key, 0));

    /// <summary>All of it is valid, but that a field may be given twice.</summary>
    public static Gen<string> Pattern { get; } = Gen.Recursive<string>((depth, self) =>
    {
        var conditions = Array(Gen.OneOf([.. Conditions.Values]), 1);
        var plain = Gen.Select(Key, depth >= 2 ? conditions : Gen.Frequency((3, conditions), (2, self)), (key, value) => $"{key}: {value}");
        var either = Array(self, 2).Select(list => $"\"$or\": {list}");
        return (depth >= 2 ? plain : Gen.Frequency((6, plain), (1, either))).List[1, 3].Select(Joined);
    });

    public static Gen<string> Array(Gen<string> item, int least = 0) => item.List[least, 3].Select(items => $"[{string.Join(',', items)}]");

    private static Gen<string> Object(Gen<string> value, Gen<string> key, int least) =>
        Gen.Select(key, value, (name, held) => $"{name}: {held}").List[least, 3].Select(Joined);

    // Keys of one object differ, as "a" and its escaped spelling would not.
    private static string Joined(IEnumerable<string> members) =>
        $"{{{string.Join(',', members.DistinctBy(member => JsonSerializer.Deserialize<string>(member[..member.IndexOf(": ", StringComparison.Ordinal)])))}}}";
}

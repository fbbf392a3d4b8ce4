using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Tests.Manifests;

public sealed class ManifestMapTests
{
    [Fact]
    public void RejectUnknownKeys_Misspelt_NamesFileLineKeyAndSuggestion()
    {
        var map = Parse("description: x\ntimeuot: 60s\n");
        map.Text("description");
        map.Duration("timeout", TimeSpan.FromSeconds(1));

        map.RejectUnknownKeys();

        map.Problems.Items.ShouldBe([new Problem("a.yaml", 2, 1, "timeuot", "This key is not known here. Did you mean 'timeout'?")]);
    }

    [Fact]
    public void Text_RequiredAndMissing_IsAProblem()
    {
        var map = Parse("a: 1\n");

        map.Text("name", required: true).ShouldBeNull();

        map.Problems.Items.Single().Key.ShouldBe("name");
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public void Parse_NestedDeeply_IsRefusedBeforeTheStackIsFull(int levels, bool isRead) =>
        Verdict($"a: {new string('[', levels)}{new string(']', levels)}").ShouldBe(isRead ? null : "The file nests deeper than 64 levels.");

    [Fact]
    public void Parse_MappingsNestedInBlocks_AreRefusedToo() =>
        Verdict(string.Concat(Enumerable.Range(0, 1_300).Select(i => $"{new string(' ', i)}a:\n"))).ShouldBe("The file nests deeper than 64 levels.");

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    [InlineData(40, false)]
    public void Parse_AliasesOfAliases_CountAsWhatTheyStandFor(int levels, bool isRead)
    {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, levels - 1).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Verdict(text).ShouldBe(isRead ? null : "The file has more than 200,000 values, with aliases counted as what they stand for.");
    }

    [Theory]
    [InlineData("a: &a [*a]")]
    [InlineData("a: &a { b: [ { c: *a } ] }")]
    public void Parse_AliasWithinItself_IsRefused(string text) => Verdict(text).ShouldBe("The alias *a stands within what it stands for.");

    [Fact]
    public void Parse_DepthThroughAliases_Counts()
    {
        var text = $"a: &a {new string('[', 40)}{new string(']', 40)}\nb: {new string('[', 30)}*a{new string(']', 30)}\n";

        Verdict(text).ShouldBe("The file nests deeper than 64 levels.");
        Verdict("a: &a { x: 1 }\nb: *a\nc: &d 5\ne: *d\n").ShouldBeNull();
    }

    private static string? Verdict(string text) => ManifestDocument.Parse("a.yaml", text) is { IsOk: false, Error: InvalidError error } ? error.Problems.Single().Message : null;

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("60s", 60_000)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    public void Duration_KnownUnits_AreRead(string text, int milliseconds) =>
        Parse($"t: {text}").Duration("t", default).TotalMilliseconds.ShouldBe(milliseconds);

    [Theory]
    [InlineData("60")]
    [InlineData("-5s")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("99999999999999s")]
    [InlineData("2147483647d")]
    public void Duration_Other_IsAProblemAndTheDefault(string text)
    {
        var map = Parse($"t: {text}");

        map.Duration("t", TimeSpan.FromSeconds(7)).ShouldBe(TimeSpan.FromSeconds(7));

        map.Problems.Items.Single().Message.ShouldContain("is not a duration");
    }

    [Fact]
    public void Choice_Other_SuggestsTheNearest()
    {
        var map = Parse("overlap: quue-one");

        map.Choice("overlap", "skip", "skip", "queue-one", "queue-all").ShouldBe("skip");

        map.Problems.Items.Single().Message.ShouldEndWith("Did you mean 'queue-one'?");
    }

    [Fact]
    public void AsJson_PlainAndQuotedScalars_KeepTheirKinds()
    {
        var value = Parse("v: { a: 1, b: \"1\", c: 1.5, d: true, e: null, f: text, g: [x, 2] }").Value("v");

        value.ShouldNotBeNull().AsJson()!.ToJsonString().ShouldBe("""{"a":1,"b":"1","c":1.5,"d":true,"e":null,"f":"text","g":["x",2]}""");
    }

    [Theory]
    [InlineData("a: [1", "not valid YAML")]
    [InlineData("", "empty")]
    [InlineData("- a", "mapping")]
    [InlineData("a: 1\n---\nb: 2", "more than one")]
    [InlineData("a: 1\na: 2", "not valid YAML")]
    public void Parse_BadText_SaysWhatIsWrong(string text, string part)
    {
        var result = ManifestDocument.Parse("a.yaml", text);

        result.Error.ShouldBeOfType<InvalidError>().Problems.Single().Message.ShouldContain(part);
    }

    private static ManifestMap Parse(string text) => ManifestDocument.Parse("a.yaml", text).Value;
}

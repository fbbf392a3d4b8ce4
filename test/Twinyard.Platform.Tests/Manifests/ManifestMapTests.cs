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

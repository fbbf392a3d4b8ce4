using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Twinyard.Access.Secrets.Masking;

namespace Twinyard.Access.Tests.Secrets.Masking;

public sealed class MaskedJsonTests
{
    private static readonly SecretMask Mask = SecretMask.Of(["pa\"ss\\wörd", "123456"])!; // there is a value

    [Theory]
    [InlineData("""{"a":"pa\"ss\\w\u00f6rd"}""", """{"a":"***"}""")]
    [InlineData("""{"a":"\u0070a\u0022ss\u005cw\u00F6rd!"}""", """{"a":"***!"}""")]
    [InlineData("""{"pa\"ss\\wörd":[1,{"b":"x pa\"ss\\wörd"}]}""", """{"***":[1,{"b":"x ***"}]}""")]
    [InlineData("""{"pin":123456,"other":0.1234567}""", """{"pin":"***","other":0.1234567}""")]
    [InlineData("\"pa\\\"ss\\\\wörd\"", "\"***\"")]
    [InlineData("""{"broken": "123456 """, """{"broken": "*** """)]
    public void Apply_ValueHoweverItIsWritten_IsCoveredAndTheRestStaysJson(string json, string masked) => MaskedJson.Apply(json, Mask).ShouldBe(masked);

    [Theory]
    [InlineData("""{ "a" : 1.50, "b":"\u00e4\n" , "c":[ ] }""")]
    [InlineData("""{"mean":0.123456789}""")]
    [InlineData("no json")]
    public void Apply_WithoutAValue_IsTheSameText(string json) => MaskedJson.Apply(json, Mask).ShouldBeSameAs(json);

    [Fact]
    public void Apply_AnyTextInJson_IsMaskedAsTheTextItself() => Gen.Select(Gen.String, Gen.String[6, 12].Where(value => value.Trim().Length >= 6)).Sample(
        (around, value) =>
        {
            var mask = SecretMask.Of([value])!; // there is a value
            var text = around + value + around;

            JsonNode.Parse(MaskedJson.Apply(JsonSerializer.Serialize(new { text }), mask))!["text"]!.GetValue<string>().ShouldBe(mask.Apply(JsonNode.Parse(JsonSerializer.Serialize(text))!.GetValue<string>()));
        },
        iter: 2_000);
}

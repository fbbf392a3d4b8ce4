using System.Text.Json.Nodes;
using CsCheck;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Tests.Manifests;

public sealed class StepTemplateTests
{
    private static readonly StepValues Values = new(
        JsonNode.Parse("""{"detail": {"day": "mon", "n": 3}}"""),
        JsonNode.Parse("""{"kinds": ["a", "b"], "on": true, "none": null}"""),
        JsonNode.Parse("""{"kind": "b", "size": 2.5}"""),
        step => step == "load" ? JsonNode.Parse("""{"file": "x.csv", "rows": 7}""") : JsonNode.Parse("""[{"rmse": 1}, {"rmse": 2}]"""));

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("", "\"\"")]
    [InlineData("${{ event.detail.n }}", "3")]
    [InlineData("${{event.detail}}", """{"day":"mon","n":3}""")]
    [InlineData("${{ input.kinds }}", """["a","b"]""")]
    [InlineData("${{ input.kinds.1 }}", "\"b\"")]
    [InlineData("${{ input.absent.member }}", "null")]
    [InlineData("${{ matrix }}", """{"kind":"b","size":2.5}""")]
    [InlineData("${{ matrix.size }}", "2.5")]
    [InlineData("${{ steps.load.outputs }}", """{"file":"x.csv","rows":7}""")]
    [InlineData("${{ steps.train.outputs.1.rmse }}", "2")]
    [InlineData("of ${{ event.detail.day }}: ${{ event.detail.n }} ${{ input.on }}${{ input.none }}", "\"of mon: 3 true\"")]
    [InlineData("all ${{ input.kinds }}", """
        "all [\"a\",\"b\"]"
        """)]
    [InlineData("$ {{ not }} }}", "\"$ {{ not }} }}\"")]
    public void Resolve_AText_KeepsTheTypeOfAWholeReferenceOnly(string text, string json)
    {
        var resolved = StepTemplate.Resolve(JsonValue.Create(text), Values);

        resolved.Error.ShouldBeNull();
        JsonNode.DeepEquals(resolved.Value, JsonNode.Parse(json)).ShouldBeTrue(resolved.Value?.ToJsonString());
    }

    [Theory]
    [InlineData("${{ steps.load.outputs.rowz }}", "The step load did not give it")]
    [InlineData("n ${{ steps.train.outputs.2.rmse }}", "has no '2'")]
    [InlineData("${{ matrix.colour }}", "has no 'colour'")]
    public void Resolve_WhatAStepOrTheMatrixDoesNotHave_IsAnError(string text, string message) =>
        StepTemplate.Resolve(new JsonObject { ["a"] = new JsonArray(text) }, Values).Error?.ToString().ShouldContain(message);

    [Fact]
    public void Resolve_ValuesInObjectsAndLists_OnlyTextsChange() =>
        JsonNode.DeepEquals(
            StepTemplate.Resolve(JsonNode.Parse("""{"a": [1, "${{ matrix.kind }}", null], "b": {"c": true}}"""), Values).Value,
            JsonNode.Parse("""{"a": [1, "b", null], "b": {"c": true}}""")).ShouldBeTrue();

    [Fact]
    public void Parse_AnyText_IsReadOrRefusedAndNeverThrows() =>
        Gen.String[Gen.OneOf(Gen.Const("${{ ").Select(text => text[0]), Gen.Char["${} .steploadinut0x-"])].Sample(text =>
        {
            var template = StepTemplate.Parse(text);
            if (template.IsOk && !text.Contains("${{", StringComparison.Ordinal))
            {
                template.Value.Resolve(Values).Value!.GetValue<string>().ShouldBe(text);
            }
        });
}

using Twinyard.Platform.Data;

namespace Twinyard.Models.Tests.Checks;

public sealed class BehaviourCheckTests
{
    [Fact]
    public async Task Run_CasesOfEachForm_SayWhichCaseAndWhichValue()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = Start(fixture);
        room.Write("cases.yaml", """
            cases:
              - name: worn out
                rows: [ { a: 50, b: 50, c: 50, d: 50 }, { a: 10, b: 10, c: 10, d: 10 } ]
                expect: { decision: ground, prediction: { at-most: 12, at-least: 8 } }
              - name: as good as new
                rows: [ { a: 120, b: 120, c: 120, d: 120 } ]
                expect: { decision: ground }
              - name: two sensors that drift apart do not matter
                rows: [ { a: 60, b: 60, c: 60, d: 60 } ]
                change: { a: "+5", b: "-5" }
                invariance: { within: 0.5 }
              - name: one sensor alone does
                rows: [ { a: 60, b: 60, c: 60, d: 60 } ]
                change: { a: "*2" }
                invariance: { within: 0.5 }
              - name: more health, more life
                rows: [ { a: 60, b: 60, c: 60, d: 60 } ]
                change: { a: "+8" }
                directional: { prediction: up, by-at-least: 1 }
              - name: the wrong way
                rows: [ { a: 60, b: 60, c: 60, d: 60 } ]
                change: { a: "=100" }
                directional: { prediction: down }
            """);

        var verdict = await room.RunAsync("behaviour", "{ bundle: model, cases: cases.yaml }");

        verdict.Findings.Select(finding => finding.ToString()).ShouldBe(
        [
            "ok: worn out: decided ground at a prediction of 10, expected ground.",
            "ok: worn out: predicted 10, expected at least 8.",
            "ok: worn out: predicted 10, expected at most 12.",
            "failed: as good as new: decided fly at a prediction of 120, expected ground.",
            "ok: two sensors that drift apart do not matter: with a +5, b -5 the prediction moved from 60 to 60, by 0; at most 0.5 either way is expected.",
            "failed: one sensor alone does: with a *2 the prediction moved from 60 to 75, by 15; at most 0.5 either way is expected.",
            "ok: more health, more life: with a +8 the prediction moved from 60 to 62; up by at least 1 is expected.",
            "failed: the wrong way: with a =100 the prediction moved from 60 to 70; down by at least 0 is expected.",
        ]);
    }

    [Fact]
    public async Task Run_WrongCases_NamesThePlaces()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = Start(fixture);
        room.Write("cases.yaml", """
            cases:
              - name: nothing expected
                rows: [ { a: 1 } ]
              - name: no change
                rows: [ { a: 1 } ]
                invariance: { within: 1 }
              - name: misspelt
                rows: [ { a: one } ]
                expct: { decision: ground }
                change: { a: 5 }
                directional: { prediction: sideways }
            """);

        var text = (await room.RunAsync("behaviour", "{ bundle: model, cases: cases.yaml }")).Findings.ShouldHaveSingleItem().Text;

        text.ShouldContain("cases.yaml(2,5): cases[0]: The case expects nothing");
        text.ShouldContain("cases.yaml(4,5): cases[1]: invariance and directional compare with changed rows");
        text.ShouldContain("cases.yaml(8,18): cases[2].rows[0].a: 'one' is not a number.");
        text.ShouldContain("cases.yaml(9,5): cases[2].expct: This key is not known here. Did you mean 'expect'?");
        text.ShouldContain("cases.yaml(10,18): cases[2].change.a: '5' is not a change.");
        text.ShouldContain("'sideways' is not one of up, down.");
    }

    [Fact]
    public async Task Run_ColumnsDoNotFit_SaysWhich()
    {
        await using var fixture = await ModelsFixture.CreateAsync(DatabaseEngine.Sqlite);
        using var room = Start(fixture);
        room.Write("cases.yaml", """
            cases:
              - { name: short, rows: [ { a: 1, b: 2 } ], expect: { decision: ground } }
              - { name: odd, rows: [ { a: 1, b: 2, c: 3, d: 4 } ], change: { e: "+1" }, invariance: { within: 1 } }
            """);

        (await room.RunAsync("behaviour", "{ bundle: model, cases: cases.yaml }")).Findings.Select(finding => finding.Text).ShouldBe(
            ["short: the rows have no value for c, d.", "odd: the bundle has no column e to change; it has a, b, c, d."]);
    }

    private static CheckRoom Start(ModelsFixture fixture)
    {
        var room = new CheckRoom(fixture);
        Bundles.Write(room.Path("model"));
        return room;
    }
}

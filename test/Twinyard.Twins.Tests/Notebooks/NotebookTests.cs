using System.Text.Json.Nodes;
using Twinyard.Twins.Notebooks;

namespace Twinyard.Twins.Tests.Notebooks;

public sealed class NotebookTests
{
    [Theory]
    [InlineData("{", "notebook-not-json", "line 1 is not JSON")]
    [InlineData("""{"a":1,"a":2}""", "notebook-not-json", "is not JSON")]
    [InlineData("[]", "notebook-invalid", "no nbformat")]
    [InlineData("{}", "notebook-invalid", "no nbformat")]
    [InlineData("""{"nbformat":3,"worksheets":[]}""", "notebook-format", "format 3; format 4 is needed")]
    [InlineData("""{"nbformat":4}""", "notebook-invalid", "no list of cells")]
    [InlineData("""{"nbformat":4,"cells":[1]}""", "notebook-invalid", "cell 1 has no cell_type")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":7}]}""", "notebook-invalid", "cell 1 has no source")]
    [InlineData("""{"nbformat":4,"cells":[{"cell_type":"code","source":"","outputs":{}}]}""", "notebook-invalid", "outputs of cell 1")]
    [InlineData("""{"nbformat":4,"cells":[],"metadata":{"kernelspec":{"language":"R"}}}""", "notebook-invalid", "its language is R")]
    public void Parse_NoNotebook_SaysWhatIsWrong(string json, string code, string message)
    {
        var error = Notebook.Parse("a.ipynb", json).Error.ShouldNotBeNull();

        error.Code.ShouldBe(code);
        error.Message.ShouldContain("a.ipynb");
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Inject_TaggedCell_PutsTheParametersRightBehindIt()
    {
        var notebook = Notebook.Parse("a.ipynb", NotebookText.Of(NotebookText.Markdown("# Title"), NotebookText.Tagged("day = 1", "parameters"), NotebookText.Code("print(day)"))).Value;

        notebook.Inject(new JsonObject { ["day"] = 2 });

        notebook.Cells.Select(cell => cell.Source).ShouldBe(["# Title", "day = 1", "# Parameters\nday = 2", "print(day)"]);
        notebook.Cells[2].HasTag("injected-parameters").ShouldBeTrue();
    }

    [Fact]
    public void Inject_NoTaggedCell_PutsThemFirst()
    {
        var notebook = Notebook.Parse("a.ipynb", NotebookText.Of("print(day)")).Value;

        notebook.Inject(new JsonObject { ["day"] = "today" });

        notebook.Cells.Select(cell => cell.Source).ShouldBe(["# Parameters\nday = \"today\"", "print(day)"]);
    }

    [Fact]
    public void Inject_ExecutedNotebook_ReplacesTheEarlierParameters()
    {
        var first = Notebook.Parse("a.ipynb", NotebookText.Of("print(day)")).Value;
        first.Inject(new JsonObject { ["day"] = 1 });
        var again = Notebook.Parse("a.ipynb", first.Document.ToJsonString()).Value;

        again.Inject(new JsonObject { ["day"] = 2 });

        again.Cells.Select(cell => cell.Source).ShouldBe(["# Parameters\nday = 2", "print(day)"]);
    }

    [Fact]
    public void Parameters_EveryKindOfValue_IsTheSamePythonValue()
    {
        var parameters = NotebookParameters.Of("""{"a":null,"b":true,"c":1.5,"d":"q\"\\\n\u0001é😀","e":[1,{"f":false}]}""").Value;

        NotebookParameters.Cell(parameters, 5)["source"]!.GetValue<string>() /* a code cell has one */ .ShouldBe(
            "# Parameters\na = None\nb = True\nc = 1.5\nd = \"q\\\"\\\\\\n\\x01é😀\"\ne = [1, {\"f\": False}]");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("1a")]
    [InlineData("class")]
    [InlineData("x=1;y")]
    public void Parameters_NoName_AreRefused(string name) =>
        NotebookParameters.Of(new JsonObject { [name] = 1 }.ToJsonString()).Error.ShouldNotBeNull().Code.ShouldBe("parameter-name");
}

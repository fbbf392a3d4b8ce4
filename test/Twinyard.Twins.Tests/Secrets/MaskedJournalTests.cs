using System.Text.Json.Nodes;
using Twinyard.Access.Secrets.Masking;
using Twinyard.Twins.Jupyter;
using Twinyard.Twins.Notebooks;

namespace Twinyard.Twins.Tests.Secrets;

public sealed class MaskedJournalTests
{
    private readonly MaskedJournal _journal = new(SecretMask.Of(["correct horse"])!); // there is a value

    [Fact]
    public void Apply_ValueInTwoMessagesOfAStream_IsCovered()
    {
        var told = new List<JournalEntry>();
        told.AddRange(_journal.Apply(Stream("stdout", "it is correct ")));
        told.AddRange(_journal.Apply(Stream("stderr", "correct")));
        told.AddRange(_journal.Apply(Stream("stdout", "horse.\ncorrect h")));
        told.AddRange(_journal.Finish());

        Text(told, "stdout").ShouldBe("it is ***.\ncorrect h");
        Text(told, "stderr").ShouldBe("correct");
    }

    [Fact]
    public void Apply_ErrorAndDisplay_AreMaskedAndComeAfterWhatWasHeldBack()
    {
        var told = new List<JournalEntry>();
        told.AddRange(_journal.Apply(Stream("stdout", "correct")));
        told.AddRange(_journal.Apply(new JournalEntry("error", "p", new JsonObject { ["ename"] = "E", ["evalue"] = "correct horse", ["traceback"] = new JsonArray("at correct horse") })));
        told.AddRange(_journal.Apply(new JournalEntry("display_data", "p", new JsonObject { ["data"] = new JsonObject { ["text/plain"] = "'correct horse'" } })));

        told.Select(entry => entry.Type).ShouldBe(["stream", "error", "display_data"]);
        told[1].Content.ToJsonString().ShouldBe("""{"ename":"E","evalue":"***","traceback":["at ***"]}""");
        told[2].Content["data"]?["text/plain"]?.GetValue<string>().ShouldBe("'***'");
    }

    private static JournalEntry Stream(string name, string text) => new("stream", "p", new JsonObject { ["name"] = name, ["text"] = text });

    private static string Text(IEnumerable<JournalEntry> entries, string name) =>
        string.Concat(entries.Where(entry => (string?)entry.Content["name"] == name).Select(entry => (string?)entry.Content["text"]));
}

using System.CommandLine;
using Spectre.Console;
using Twinyard.Contracts.Models;

namespace Twinyard.Cli.Commands.Models;

/// <summary>Where something came from, back to who approved it.</summary>
internal static class LineageCommand
{
    private static readonly (string Kind, string Meaning, string Example)[] Kinds =
    [
        ("decision", "a device's decision", "its id, such as sim-01-42"),
        ("model-version", "a version of a model", "such as rul@2"),
        ("run", "a run", "its id"),
        ("dataset", "a version of an object", "such as turbofan/fd001/train.txt@VERSION"),
    ];

    public static Command Build()
    {
        var lineage = new Command("lineage", "Trace something back to the data, the run, the commit and who approved it");
        foreach (var (kind, meaning, example) in Kinds)
        {
            var id = new Argument<string>("id") { Description = char.ToUpperInvariant(example[0]) + example[1..] };
            lineage.Add(new Command(kind, $"Trace {meaning}") { id }.Does((call, cancellationToken) => ShowAsync(call, kind, call.Get(id), cancellationToken)));
        }

        return lineage;
    }

    private static async Task ShowAsync(CliCall call, string kind, string id, CancellationToken cancellationToken)
    {
        // Slashes stay: a dataset's id is a path.
        var path = string.Join('/', id.Split('/').Select(Uri.EscapeDataString));
        call.Out.Result(await call.Api.GetAsync<LineageTree>($"lineage/{kind}/{path}", cancellationToken), lineage =>
        {
            var tree = new Tree(Label(lineage));
            Add(tree, lineage);
            call.Out.Stdout.Write(tree);
        });
    }

    private static void Add(IHasTreeNodes parent, LineageTree lineage)
    {
        foreach (var fact in lineage.Facts)
        {
            parent.AddNode(new Markup($"[grey]{Markup.Escape(fact.Name)}[/] {Markup.Escape(fact.Value)}"));
        }

        foreach (var from in lineage.From)
        {
            Add(parent.AddNode(Label(from)), from);
        }
    }

    private static Markup Label(LineageTree lineage) =>
        new($"[bold]{Markup.Escape(lineage.Title)}[/]{(lineage.Note.Length == 0 ? "" : $" [grey]({Markup.Escape(lineage.Note)})[/]")}");
}

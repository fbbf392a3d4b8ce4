using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Checks;

/// <summary>An example event, and whether a workflow takes it.</summary>
internal sealed record EventCase(string Name, string Workflow, bool Match, JsonObject Event)
{
    private const int MaximumCases = 1000;

    /// <summary>Reads <c>cases: [{ name, workflow, match, event }]</c> strictly, every problem with its line.</summary>
    public static Result<IReadOnlyList<EventCase>> Read(string file, string text)
    {
        var document = ManifestDocument.Parse(file, text);
        if (!document.IsOk)
        {
            return document.Error;
        }

        var root = document.Value;
        var items = root.List("cases", required: true);
        root.RejectUnknownKeys();
        if (items.Count is 0 or > MaximumCases)
        {
            root.Report("cases", $"A file has 1 to {MaximumCases} cases, and this has {items.Count}.");
        }

        var cases = new List<EventCase>();
        foreach (var map in items.Select(item => item.AsMap()).OfType<ManifestMap>())
        {
            var envelope = map.Value("event", required: true)?.AsJson() as JsonObject;
            if (envelope is null && map.Has("event"))
            {
                map.Report("event", "An event is a mapping: source, detail-type, detail.");
            }

            cases.Add(new EventCase(map.Text("name", required: true) ?? "", map.Text("workflow", required: true) ?? "", map.Boolean("match", true), envelope ?? []));
            map.RejectUnknownKeys();
        }

        return root.Problems.Items.Count > 0 ? InvalidError.FromProblems("event-cases-invalid", root.Problems.Items) : cases;
    }
}

using System.Text;
using System.Text.Json;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Events.Bus;
using Twinyard.Events.Patterns;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Workflows.Checks;

/// <summary><c>events</c>: which example events, and which of the archive, the declared event triggers would take, and why not.</summary>
internal sealed class EventDryRun(IEventArchive archive, IAccessEvaluator access, IServerAddress server, TimeProvider time) : ICheckKind
{
    public static readonly DeclaredAction List = new("events:ListEvents", "events:bus/default", "a proposal's check reads the archive");

    private const int MostEvents = 100_000;
    private const int IdsTold = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    public string Kind => "events";

    public string Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var specification = new Specification(body.Text("cases"), body.Duration("archive", TimeSpan.Zero), body.Boolean("must-match", false));
        body.RejectUnknownKeys();
        if (specification.Cases is null && specification.Archive == TimeSpan.Zero)
        {
            body.Report("", "Name a file of example events with cases, how far to look back with archive, such as 7d, or both.");
        }

        if (specification.Cases is { } cases && !fileExists(cases))
        {
            body.Report("cases", $"The tree has no file '{cases}'. Paths are from the root of the repository.");
        }

        if (specification.Archive > Longest)
        {
            body.Report("archive", $"At most {Longest.TotalDays:0} days are looked back at.");
        }

        return JsonSerializer.Serialize(specification);
    }

    public async Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken)
    {
        var it = JsonSerializer.Deserialize<Specification>(specification) ?? throw new InvalidOperationException("A stored check is JSON null.");
        var triggers = DeclaredTriggers.Of(tree).Where(one => one.Trigger.Event is not null)
            .Select(one => new Compiled(one.Workflow, EventPattern.Parse(one.Trigger.Event).Value)).ToList();
        var findings = new List<CheckFinding>();
        if (it.Cases is { } file)
        {
            findings.AddRange(Examples(file, await File.ReadAllTextAsync(Path.Combine(tree.Folder, file), cancellationToken), triggers));
        }

        if (it.Archive > TimeSpan.Zero)
        {
            findings.AddRange(await ArchivedAsync(it, triggers, tree, cancellationToken));
        }

        return new CheckVerdict(findings);
    }

    private static IEnumerable<CheckFinding> Examples(string file, string text, IReadOnlyList<Compiled> triggers)
    {
        var cases = EventCase.Read(file, text);
        return cases.IsOk ? cases.Value.Select(one => Judge(one, triggers)) : [new CheckFinding(false, cases.Error.ToString())];
    }

    private static CheckFinding Judge(EventCase one, IReadOnlyList<Compiled> triggers)
    {
        var ofWorkflow = triggers.Where(trigger => trigger.Workflow == one.Workflow).ToList();
        if (ofWorkflow.Count == 0)
        {
            var known = triggers.Select(trigger => trigger.Workflow).Distinct().ToArray();
            return new CheckFinding(false, $"{one.Name}: no workflow '{one.Workflow}' with an event trigger is declared.{Suggestion.For(one.Workflow, known)}");
        }

        var results = ofWorkflow.Select(trigger => trigger.Pattern.Match(one.Event)).ToList();
        var matches = results.Exists(result => result.IsMatch);
        return new CheckFinding(matches == one.Match, matches
            ? $"{one.Name}: {one.Workflow} takes the event{(one.Match ? "." : ", and must not.")}"
            : $"{one.Name}: {one.Workflow} does not take the event: {results[0].Reason}");
    }

    private async Task<IReadOnlyList<CheckFinding>> ArchivedAsync(Specification it, IReadOnlyList<Compiled> triggers, CheckedTree tree, CancellationToken cancellationToken)
    {
        var allowed = await access.RequireAsync(new Principal(Principal.Run, tree.CheckId, tree.Role), List.Action, List.Resource, cancellationToken);
        if (!allowed.IsOk)
        {
            return [new CheckFinding(false, allowed.Error.ToString())];
        }

        var now = time.GetUtcNow();
        var found = triggers.Select(_ => new List<string>()).ToList();
        var read = 0;
        await foreach (var envelope in archive.ReadAsync(new ArchiveWindow(now - it.Archive, now), cancellationToken))
        {
            if (++read > MostEvents)
            {
                break;
            }

            var utf8 = Encoding.UTF8.GetBytes(envelope.ToJson(server.Environment).ToJsonString());
            for (var i = 0; i < triggers.Count; i++)
            {
                if (triggers[i].Pattern.IsMatch(utf8))
                {
                    found[i].Add($"{envelope.Id} ({envelope.Source} {envelope.DetailType})");
                }
            }
        }

        var looked = read > MostEvents ? $"the first {MostEvents:N0} events" : $"{read:N0} events";
        return triggers.Count == 0
            ? [new CheckFinding(true, "The tree declares no event triggers.")]
            : [.. triggers.Select((trigger, i) => new CheckFinding(
                found[i].Count > 0 || !it.MustMatch,
                $"{trigger.Workflow}: {trigger.Pattern.Text} takes {found[i].Count:N0} of {looked} since {now - it.Archive:yyyy-MM-dd HH:mm}Z{(found[i].Count == 0 ? "" : $", such as {string.Join(", ", found[i].Take(IdsTold))}")}."))];
    }

    /// <param name="Cases">A file of the tree.</param>
    /// <param name="Archive">How far to look back; zero for not at all.</param>
    /// <param name="MustMatch">Whether a trigger that takes none of the archived events fails.</param>
    private sealed record Specification(string? Cases, TimeSpan Archive, bool MustMatch);

    private sealed record Compiled(string Workflow, EventPattern Pattern);
}

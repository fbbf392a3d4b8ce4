using System.Text;

namespace Twinyard.Host.Reference;

/// <summary>Writes <c>docs/reference/actions.md</c> from what the server itself asks for.</summary>
public static class ActionReference
{
    public const string WrittenWith = "twinyard reference actions > docs/reference/actions.md";

    private const string Preamble =
        $"""
        # Actions

        This page is written from the program itself: `{WrittenWith}`.

        What policies decide on, a row an action: the resources it is asked on (the part after `tyr:<environment>:`, braces stand for a name), what asks, and the keys for conditions that it has besides
        [those of every request](access.md#conditions). *Entry* says that a request which was allowed is an entry of the [audit trail](access.md#the-audit-trail), and a secret that a run was given; what devices and outputs of runs were allowed
        is none. What was refused always is one.

        """;

    public static string Write(IServiceProvider services)
    {
        var uses = ActionCatalog.Of(services);
        var text = new StringBuilder(Preamble);
        var decided = uses.Where(use => use.IsDecided).ToList();
        foreach (var room in decided.GroupBy(use => RoomOf(use.Action)).OrderBy(room => room.Key, StringComparer.Ordinal))
        {
            text.Append($"\n## {room.Key}\n\n| action | resource | asked by | keys | entry |\n|---|---|---|---|---|\n");
            foreach (var action in room.GroupBy(use => use.Action).OrderBy(action => action.Key, StringComparer.Ordinal))
            {
                text.Append($"| `{action.Key}` | {Lines(action.Select(use => $"`{use.Resource}`"))} | {Lines(action.Select(use => use.By))} ")
                    .Append($"| {Lines(action.SelectMany(use => use.Keys).Select(key => $"`{key}`"))} | {(action.Any(use => use.LeavesEntry) ? "entry" : "")} |\n");
            }
        }

        text.Append("\n## Only in the audit trail\n\nNo policy is asked about these; they are names of entries.\n\n| action | resource | what happened |\n|---|---|---|\n");
        foreach (var use in uses.Where(use => !use.IsDecided).OrderBy(use => use.Action, StringComparer.Ordinal))
        {
            text.Append($"| `{use.Action}` | `{use.Resource}` | {use.By} |\n");
        }

        return text.ToString();
    }

    private static string RoomOf(string action) => action[..action.IndexOf(':', StringComparison.Ordinal)];

    private static string Lines(IEnumerable<string> items) => string.Join("<br>", items.Distinct(StringComparer.Ordinal).Select(item => item.Replace("|", "\\|", StringComparison.Ordinal)));
}

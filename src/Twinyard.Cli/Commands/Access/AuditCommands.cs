using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Twinyard.Access.Audit;
using Twinyard.Cli.Commands.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

internal static class AuditCommands
{
    private static readonly Option<string?> Principal = new("--principal") { Description = "Only of this one: a name such as alice, or user/alice; * stands for any text", HelpName = "NAME" };
    private static readonly Option<string?> Action = new("--action") { Description = "Only this action, such as access:* or *:Delete*", HelpName = "ACTION" };
    private static readonly Option<string?> Resource = new("--resource") { Description = "Only on this resource, such as access:token/*", HelpName = "RESOURCE" };
    private static readonly Option<string?> Decision = new("--decision") { Description = "allow, deny or unauthenticated", HelpName = "DECISION" };
    private static readonly Option<DateTimeOffset?> Since = TimeOption.Named("--since", "Not before this time");
    private static readonly Option<DateTimeOffset?> Until = TimeOption.Named("--until", "Before this time");
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Oldest first, and go on with those that come" };
    private static readonly Option<int> Most = Limit.Option(50);

    public static Command Build() => new("audit", "See who did what and what was refused, and prove that nothing of it was changed")
    {
        new Command("list", "List entries of the audit trail, newest first") { Principal, Action, Resource, Decision, Since, Until, Follow, Most }.Does(ListAsync),
        AuditVerifyCommand.Build(),
        AuditExportCommand.Build(),
        new Command("head", "Print the end of the chain, to be noted elsewhere for `verify --head`").Does(HeadAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var query = $"access/audit?limit={call.Get(Most)}{Given("principal", Principal)}{Given("action", Action)}{Given("resource", Resource)}{Given("decision", Decision)}{Time("since", Since)}{Time("until", Until)}";
        if (call.Get(Follow))
        {
            await foreach (var entry in call.Api.StreamAsync<AuditEntry>($"{query}&follow=true", cancellationToken))
            {
                call.Out.Line(call.Out.IsJson
                    ? JsonSerializer.Serialize(entry, JsonSerializerOptions.Web)
                    : $"{entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}  {Principals(entry)}  {entry.Action} on {entry.Resource}: {Outcome(entry)}{Why(entry)}");
            }

            return;
        }

        call.Out.Result(await call.Api.GetAsync<Page<AuditEntry>>(query, cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no such entries.",
            ("#", entry => entry.Sequence),
            ("TIME", entry => entry.At),
            ("WHO", Principals),
            ("FROM", entry => entry.Address),
            ("ACTION", entry => entry.Action),
            ("RESOURCE", entry => entry.Detail.Length == 0 ? entry.Resource : $"{entry.Resource} ({entry.Detail})"),
            ("OUTCOME", entry => $"{Outcome(entry)}{Why(entry)}")));

        string Given(string name, Option<string?> option) => call.Get(option) is { } value ? $"&{name}={Uri.EscapeDataString(value)}" : "";

        string Time(string name, Option<DateTimeOffset?> option) => call.Get(option) is { } value ? $"&{name}={value.Query()}" : "";
    }

    private static async Task HeadAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<AuditHead>("access/audit/head", cancellationToken), head => call.Out.Facts(("Entries", head.Sequence), ("Head", head.Hash)));

    private static string Principals(AuditEntry entry) => entry.Role.Length == 0 ? entry.Principal : $"{entry.Principal} as {entry.Role}";

    private static string Outcome(AuditEntry entry) =>
        $"{entry.Outcome}{(entry.Status > 0 ? string.Create(CultureInfo.InvariantCulture, $" {entry.Status}") : "")}{(entry.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ×{entry.Count}") : "")}";

    private static string Why(AuditEntry entry) => entry.Decision == AuditDecision.Allow ? "" : $": {entry.Reason}";
}

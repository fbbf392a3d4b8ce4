using System.CommandLine;
using Twinyard.Access.Endpoints;

namespace Twinyard.Cli.Commands.Access;

internal static class AccessCommands
{
    private static readonly Option<string> Role = new("--role") { Description = "The role that acts", HelpName = "ROLE", Required = true };
    private static readonly Option<string> Action = new("--action") { Description = "Such as buckets:GetObject", HelpName = "ACTION", Required = true };
    private static readonly Option<string> Resource = new("--resource") { Description = "Such as buckets:object/raw/a.csv", HelpName = "RESOURCE", Required = true };
    private static readonly Option<string?> Principal = new("--principal") { Description = "Name that ${tyr:PrincipalName} stands for, such as a device's id", HelpName = "NAME" };

    private static readonly Option<string[]> Context = new("--context")
    {
        Description = "A key that conditions ask for, such as tyr:SourceIp=10.0.0.7; may be given again",
        HelpName = "KEY=VALUE",
    };

    public static Command Build() => new("access", "Ask why something is allowed or denied")
    {
        EvaluateCommand.Build(),
        new Command("explain", "Decide as the server would, and name the statement that decided; exit code 0 for allowed, 1 for denied")
        {
            Role, Action, Resource, Principal, Context,
        }.Does(ExplainAsync),
    };

    private static async Task<int> ExplainAsync(CliCall call, CancellationToken cancellationToken)
    {
        var query = $"role={Given(call, Role)}&action={Given(call, Action)}&resource={Given(call, Resource)}";
        if (call.Get(Principal) is { } principal)
        {
            query += $"&principal={Uri.EscapeDataString(principal)}";
        }

        query += string.Concat((call.Get(Context) ?? []).Select(pair => $"&context={Uri.EscapeDataString(pair)}"));
        var explained = await call.Api.GetAsync<Explanation>($"access/explain?{query}", cancellationToken);
        call.Out.Result(explained, e => call.Out.Line($"{(e.Allowed ? "allowed" : "denied")}: {e.Reason}"));
        return explained.Allowed ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string Given(CliCall call, Option<string> option) => Uri.EscapeDataString(call.Parsed.GetRequiredValue(option));
}

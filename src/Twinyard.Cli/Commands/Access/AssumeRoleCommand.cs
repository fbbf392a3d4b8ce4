using System.CommandLine;
using System.Text.Json.Nodes;
using Twinyard.Access.Sessions;
using Twinyard.Cli.Api;
using Twinyard.Cli.Commands.Events;
using Twinyard.Cli.Profiles;
using Twinyard.Platform.Manifests;

namespace Twinyard.Cli.Commands.Access;

internal static class AssumeRoleCommand
{
    private static readonly Argument<string> Role = new("role") { Description = "The role to act in: its name, or tyr:ENVIRONMENT:access:role/NAME of another environment" };
    private static readonly Option<string?> Name = new("--session-name") { Description = "What the audit trail calls the session (default: your name)", HelpName = "NAME" };
    private static readonly Option<string?> ExternalId = new("--external-id") { Description = "What the role's trust policy asks for as tyr:ExternalId", HelpName = "TEXT" };
    private static readonly Option<string?> Duration = new("--duration") { Description = "How long, such as 30m (default: 1h, or what the role allows)", HelpName = "DURATION" };
    private static readonly Option<string?> Policy = new("--policy") { Description = "A session policy that must allow too: JSON, the file that holds it, or - for stdin", HelpName = "JSON|FILE" };
    private static readonly Option<string?> Endpoint = new("--endpoint") { Description = "The server of the other environment, for a role there", HelpName = "URL" };
    private static readonly Option<string?> Into = new("--out", "-o") { Description = "Write a credential file for --credential, instead of printing the token", HelpName = "FILE" };

    public static Command Build() => new Command("assume-role", "Act in another role for a while, where its trust policy lets you") { Role, Name, ExternalId, Duration, Policy, Endpoint, Into }.Does(RunAsync);

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var role = call.Get(Role);
        CredentialFile.MustBeWritable(call.Get(Into));
        var policy = call.Get(Policy) is { } given ? await JsonInput.ReadAsync(given, cancellationToken) as JsonObject ?? throw NoPolicy() : null;
        var request = new AssumeRoleRequest(call.Get(Name), call.Get(ExternalId), Seconds(call.Get(Duration)), policy);
        var assumed = RoleName.Is(role)
            ? await RoleAssumption.AssumeAsync(call.Api, call.Get(Endpoint), null, RoleName.Parse(role) ?? throw NoRole(role), request, cancellationToken)
            : await call.Api.PostAsync<AssumedRole>($"access/assume-role/{Uri.EscapeDataString(role)}", request, cancellationToken);
        if (call.Get(Into) is { } file)
        {
            new Credential(assumed.Session.Principal, role, assumed.Token).Write(file);
            call.Out.Result(assumed with { Token = "" }, made => call.Out.Facts(
                ("Session", made.Session.Id), ("Role", role), ("Ends", made.Session.ExpiresAt), ("Credential", Path.GetFullPath(file))));
            return;
        }

        call.Out.Result(assumed, made => call.Out.Facts(("Session", made.Session.Id), ("Role", role), ("Ends", made.Session.ExpiresAt), ("Token", made.Token)));
    }

    private static CliError NoRole(string role) => new(ExitCodes.Invalid, $"{role} is no role.", "Write tyr:ENVIRONMENT:access:role/NAME, or the name alone for a role of this environment.");

    private static CliError NoPolicy() => new(ExitCodes.Invalid, "The session policy is not a JSON object.", "Write {\"Statement\": [...]}.");

    private static long? Seconds(string? duration) => duration is null ? null
        : DurationText.TryParse(duration, out var length) ? (long)length.TotalSeconds
        : throw new CliError(ExitCodes.Invalid, $"'{duration}' is not a duration.", "Write a number and a unit: 90s, 30m, 1h.");
}

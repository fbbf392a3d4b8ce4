using System.CommandLine;
using System.Text.Json.Nodes;
using Twinyard.Access;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Tokens;
using Twinyard.Cli.Api;
using Twinyard.Cli.Commands.Events;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

internal static class TokenCommands
{
    private static readonly Option<string?> User = new("--user") { Description = "The person who will act with the token; without it, it is your own", HelpName = "NAME" };
    private static readonly Argument<string> Id = new("id") { Description = "The token's id, as in `twinyard token list`" };
    private static readonly Option<string?> Role = new("--role") { Description = "The role it acts in; your own token acts in yours", HelpName = "ROLE" };
    private static readonly Option<string?> Lifetime = new("--lifetime") { Description = "How long it is valid, such as 12h or 30d (default: until it is revoked; your own 30d)", HelpName = "DURATION" };
    private static readonly Option<string[]> Scope = new("--scope") { Description = "An action that your own token can do at most, such as buckets:GetObject; may be repeated", HelpName = "ACTION", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> Policy = new("--policy") { Description = "A policy of what your own token can do at most: JSON, the file that holds it, or - for stdin", HelpName = "JSON|FILE" };
    private static readonly Option<bool> Mine = new("--mine") { Description = "Those that you made for yourself" };
    private static readonly Option<string?> Description = new("--description") { Description = "What it is for", HelpName = "TEXT" };
    private static readonly Option<string?> Into = new("--out", "-o") { Description = "Write it to a credential file for --credential, instead of printing it", HelpName = "FILE" };
    // Whoever holds a token may know what it is.
    private const string WhoAmI = "access:GetCallerIdentity";
    private static readonly Option<bool> All = new("--all") { Description = "Those of devices too" };

    public static Command Build() => new("token", "Give people access, and take it away")
    {
        new Command("create", "Create a token; its secret is shown this once") { User, Role, Lifetime, Scope, Policy, Description, Into }.Does(CreateAsync),
        new Command("list", "List the tokens of people, newest first") { All, Mine }.Does(ListAsync),
        new Command("revoke", "Revoke a token at once") { Id, Mine }.Does(RevokeAsync),
    };

    private static async Task CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        CredentialFile.MustBeWritable(call.Get(Into));
        var (name, role, issued) = call.Get(User) is { } user ? await GiveAsync(call, user, cancellationToken) : await MakeAsync(call, cancellationToken);
        if (call.Get(Into) is { } file)
        {
            new Credential(name, role, issued.Secret).Write(file);
            call.Out.Result(issued with { Secret = "" }, token => call.Out.Facts(("Id", token.Id), ("Credential", Path.GetFullPath(file))));
            return;
        }

        call.Out.Result(issued, token =>
        {
            call.Out.Facts(("Id", token.Id), ("Expires", token.ExpiresAt), ("Token", token.Secret));
            call.Out.Note("Keep it now: only its hash is stored.");
        });
    }

    private static async Task<(string Name, string Role, IssuedToken Token)> GiveAsync(CliCall call, string name, CancellationToken cancellationToken)
    {
        var role = call.Get(Role) ?? throw new CliError(ExitCodes.Invalid, $"In which role is {name} to act?", "Name it with --role; `twinyard role list` shows them.");
        return call.Get(Scope) is { Length: > 0 } || call.Get(Policy) is not null
            ? throw new CliError(ExitCodes.Invalid, "Only a token for yourself has a scope.", $"Declare a role that allows less, and give {name} that; or leave --user out.")
            : (name, role, await call.Api.PostAsync<IssuedToken>("access/tokens", new NewToken(name, role, call.Get(Description), Seconds(call.Get(Lifetime))), cancellationToken));
    }

    private static async Task<(string Name, string Role, IssuedToken Token)> MakeAsync(CliCall call, CancellationToken cancellationToken)
    {
        if (call.Get(Role) is not null)
        {
            throw new CliError(ExitCodes.Invalid, "A token for yourself acts in the role in which you act.", "Name somebody with --user, or leave --role out.");
        }

        var policy = call.Get(Policy) is { } given ? await JsonInput.ReadAsync(given, cancellationToken) as JsonObject ?? throw new CliError(ExitCodes.Invalid, "The policy is not a JSON object.", "Write {\"Statement\": [...]}.") : null;
        if (call.Get(Scope) is { Length: > 0 } actions)
        {
            policy = policy is null
                ? new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray([.. actions.Append(WhoAmI).Distinct().Select(action => (JsonNode)action)]), ["Resource"] = "*" }) }
                : throw new CliError(ExitCodes.Invalid, "--scope and --policy both say what the token can do.", "Give one of them.");
        }

        var me = await call.Api.GetAsync<CallerIdentity>("access/whoami", cancellationToken);
        var request = new NewPersonalToken(call.Get(Description), Seconds(call.Get(Lifetime) ?? "30d"), policy);
        return (me.Name, me.Role, await call.Api.PostAsync<IssuedToken>("access/my-tokens", request, cancellationToken));
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var page = await call.Api.GetAsync<Page<TokenInfo>>(call.Get(Mine) ? "access/my-tokens" : "access/tokens?limit=1000", cancellationToken);
        var shown = call.Get(All) ? page : page with { Items = [.. page.Items.Where(token => token.Principal.Kind == Principal.User)] };
        call.Out.Result(shown, tokens => call.Out.Table(
            tokens.Items,
            "There are no tokens.",
            ("ID", token => token.Id),
            ("FOR", token => $"{token.Principal.Kind}/{token.Principal.Name}"),
            ("ROLE", token => token.HasScope ? $"{token.Principal.Role}, with a scope" : token.Principal.Role),
            ("KIND", token => token.Kind),
            ("CREATED", token => token.CreatedAt),
            ("EXPIRES", token => token.ExpiresAt),
            ("REVOKED", token => token.RevokedAt),
            ("DESCRIPTION", token => token.Description)));
        if (shown.Items.Count < page.Items.Count)
        {
            call.Out.Note($"{page.Items.Count - shown.Items.Count} tokens of devices are left out; --all shows them.");
        }
    }

    private static async Task RevokeAsync(CliCall call, CancellationToken cancellationToken)
    {
        var id = call.Get(Id);
        await call.Api.DeleteAsync($"access/{(call.Get(Mine) ? "my-tokens" : "tokens")}/{Uri.EscapeDataString(id)}", cancellationToken);
        call.Out.Note($"Token {id} is revoked.");
    }

    private static long? Seconds(string? lifetime)
    {
        if (lifetime is null)
        {
            return null;
        }

        return DurationText.TryParse(lifetime, out var duration) && duration >= TimeSpan.FromSeconds(1)
            ? (long)duration.TotalSeconds
            : throw new CliError(ExitCodes.Invalid, $"'{lifetime}' is not a lifetime.", "Write a number and a unit: 60s, 5m, 12h, 30d.");
    }
}

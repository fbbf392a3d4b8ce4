using System.CommandLine;
using Twinyard.Access;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Tokens;
using Twinyard.Cli.Api;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Access;

internal static class TokenCommands
{
    private static readonly Option<string> User = new("--user") { Description = "The person who will act with the token", HelpName = "NAME", Required = true };
    private static readonly Argument<string> Id = new("id") { Description = "The token's id, as in `twinyard token list`" };
    private static readonly Option<string> Role = new("--role") { Description = "The role it acts in", HelpName = "ROLE", Required = true };
    private static readonly Option<string?> Lifetime = new("--lifetime") { Description = "How long it is valid, such as 12h or 30d (default: until it is revoked)", HelpName = "DURATION" };
    private static readonly Option<string?> Description = new("--description") { Description = "What it is for", HelpName = "TEXT" };
    private static readonly Option<string?> Into = new("--out", "-o") { Description = "Write it to a credential file for --credential, instead of printing it", HelpName = "FILE" };
    private static readonly Option<bool> All = new("--all") { Description = "Those of devices too" };

    public static Command Build() => new("token", "Give people access, and take it away")
    {
        new Command("create", "Create a token; its secret is shown this once") { User, Role, Lifetime, Description, Into }.Does(CreateAsync),
        new Command("list", "List the tokens of people, newest first") { All }.Does(ListAsync),
        new Command("revoke", "Revoke a token at once") { Id }.Does(RevokeAsync),
    };

    private static async Task CreateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var name = call.Parsed.GetRequiredValue(User);
        var role = call.Parsed.GetRequiredValue(Role);
        CredentialFile.MustBeWritable(call.Get(Into));
        var issued = await call.Api.PostAsync<IssuedToken>(
            "access/tokens", new NewToken(name, role, call.Get(Description), Seconds(call.Get(Lifetime))), cancellationToken);
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

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var page = await call.Api.GetAsync<Page<TokenInfo>>("access/tokens?limit=1000", cancellationToken);
        var shown = call.Get(All) ? page : page with { Items = [.. page.Items.Where(token => token.Principal.Kind == Principal.User)] };
        call.Out.Result(shown, tokens => call.Out.Table(
            tokens.Items,
            "There are no tokens.",
            ("ID", token => token.Id),
            ("FOR", token => $"{token.Principal.Kind}/{token.Principal.Name}"),
            ("ROLE", token => token.Principal.Role),
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
        await call.Api.DeleteAsync($"access/tokens/{Uri.EscapeDataString(id)}", cancellationToken);
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

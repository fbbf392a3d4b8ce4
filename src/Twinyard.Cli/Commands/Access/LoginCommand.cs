using System.CommandLine;
using Twinyard.Access.Endpoints;
using Twinyard.Access.Tokens;
using Twinyard.Cli.Api;

namespace Twinyard.Cli.Commands.Access;

internal static class LoginCommand
{
    private static readonly Option<string> User = new("--user") { Description = "Your name", HelpName = "NAME", Required = true };
    private static readonly Option<string?> Url = new("--url") { Description = "The server (default: TWINYARD_ENDPOINT, else the one that runs on the data directory)", HelpName = "URL" };
    private static readonly Option<string?> File = new("--password-file") { Description = "File whose first line is the password, - for stdin (default: it is asked for)", HelpName = "FILE" };
    private static readonly Option<string> Into = new("--out", "-o") { Description = "Credential file for --credential, or for a profile's credential_file", HelpName = "FILE", Required = true };

    public static Command Build() => new Command("login", "Sign in with your password, for twelve hours") { User, Url, File, Into }.Does(RunAsync);

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (name, file) = (call.Parsed.GetRequiredValue(User), call.Parsed.GetRequiredValue(Into));
        CredentialFile.MustBeWritable(file);
        var url = call.Get(Url) ?? call.Address();
        var password = await PasswordInput.ReadAsync($"Password of {name} at {url}", call.Get(File), cancellationToken);
        using var nobody = new ApiClient(url, (ICredentialSource?)null);
        var issued = await nobody.PostAsync<IssuedToken>("access/login", new Login(name, password), cancellationToken);
        using var signedIn = new ApiClient(url, issued.Secret);
        var me = await signedIn.GetAsync<CallerIdentity>("access/whoami", cancellationToken);
        new Credential(me.Name, me.Role, issued.Secret).Write(file);
        call.Out.Result(issued with { Secret = "" }, token => call.Out.Facts(("You are", $"user/{me.Name}"), ("Role", me.Role), ("Until", token.ExpiresAt), ("Credential", Path.GetFullPath(file))));
    }
}

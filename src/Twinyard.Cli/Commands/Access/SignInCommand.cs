using System.CommandLine;
using Twinyard.Access.SignIn;

namespace Twinyard.Cli.Commands.Access;

internal static class SignInCommand
{
    private static readonly Option<string?> Next = new("--next") { Description = "Page to land on, such as /runs (default: the overview)", HelpName = "PATH" };

    public static Command Build() =>
        new Command("signin", "Print a link that signs a browser in to the console, once, within ten minutes") { Next }.Does(async (call, cancellationToken) =>
        {
            var query = call.Get(Next) is { } next ? $"?next={Uri.EscapeDataString(next)}" : "";
            var link = await call.Api.PostAsync<SignInLink>($"access/sign-in-links{query}", null, cancellationToken);
            call.Out.Result(link, made => call.Out.Line(made.Url));
        });
}

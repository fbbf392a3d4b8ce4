using System.CommandLine;
using Twinyard.Access.Endpoints;

namespace Twinyard.Cli.Commands.Access;

internal static class WhoAmICommand
{
    public static Command Build() =>
        new Command("whoami", "Show the environment, and who its credential says you are").Does(async (call, cancellationToken) =>
            call.Out.Result(await call.Api.GetAsync<CallerIdentity>("access/whoami", cancellationToken), identity => call.Out.Facts(
                ("Environment", identity.Environment),
                ("You are", $"{identity.Kind}/{identity.Name}"),
                ("Role", identity.Role),
                ("Session", identity.Session),
                ("Server", call.Api.Url))));
}

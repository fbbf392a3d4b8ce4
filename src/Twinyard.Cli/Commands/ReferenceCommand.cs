using System.CommandLine;
using Twinyard.Cli.Reference;
using Twinyard.Host;
using Twinyard.Host.Reference;

namespace Twinyard.Cli.Commands;

/// <summary>For whoever changes commands or endpoints: writes the reference pages.</summary>
internal static class ReferenceCommand
{
    private const string Actions = "actions";

    public static Command Build()
    {
        var page = new Argument<string>("page") { Description = "cli, or actions", DefaultValueFactory = static _ => "cli" }.AcceptOnlyFromAmong("cli", Actions);
        return new Command("reference", "Write docs/reference/cli.md or docs/reference/actions.md") { Hidden = true, Arguments = { page } }.Does(async (call, cancellationToken) =>
        {
            call.Parsed.InvocationConfiguration.Output.Write(call.Get(page) == Actions ? await ActionsAsync(cancellationToken) : CommandReference.Write(RootCommands.Build()));
            return ExitCodes.Done;
        });
    }

    /// <summary>Of a server with an empty home, which has all endpoints.</summary>
    private static async Task<string> ActionsAsync(CancellationToken cancellationToken)
    {
        var home = Directory.CreateTempSubdirectory("twinyard-reference-");
        try
        {
            var flags = new Dictionary<string, string?> { ["Urls"] = "http://127.0.0.1:0", ["LogLevel"] = "Error", ["Fleet:MqttPort"] = "0" };
            await using var server = (await TwinyardServer.StartAsync(home.FullName, flags, cancellationToken)).Value;
            return ActionReference.Write(server.Services);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}

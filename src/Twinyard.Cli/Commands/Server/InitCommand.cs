using System.CommandLine;
using System.Text.Json;
using Twinyard.Host.Settings;
using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Commands.Server;

/// <summary>Creates an environment's data directory with its name and address.</summary>
internal static class InitCommand
{
    private const string FileName = "twinyard.json";

    public static Command Build()
    {
        var name = new Option<string>("--environment") { Description = "The environment's name in resource names (default: dev)", HelpName = "NAME", DefaultValueFactory = _ => "dev" };
        return new Command("init", "Create an environment's data directory and its twinyard.json") { name, UpCommand.Urls }
            .Does((call, _) => Task.FromResult(Run(call, call.Get(name) ?? "dev", call.Get(UpCommand.Urls))));
    }

    private static int Run(CliCall call, string environment, string? urls)
    {
        var problems = SettingsCheck.Problems(urls is null ? new ServerSettings { Environment = environment } : new ServerSettings { Environment = environment, Urls = urls }).ToList();
        if (problems.Count > 0)
        {
            throw new CliError(ExitCodes.Invalid, string.Join(Environment.NewLine, problems), "Change --environment or --urls; nothing was created.");
        }

        var opened = HomeDirectory.Open(call.Home);
        if (!opened.IsOk)
        {
            throw new CliError(ExitCodes.Failed, opened.Error.Message, opened.Error.Remedy);
        }

        using var home = opened.Value;
        var file = Path.Combine(home.Root, FileName);
        if (File.Exists(file))
        {
            throw new CliError(ExitCodes.Failed, $"{home.Root} is an environment already.", "Start it with `twinyard up`, or edit its twinyard.json.");
        }

        var settings = new Dictionary<string, string> { ["environment"] = environment };
        if (urls is not null)
        {
            settings["urls"] = urls;
        }

        PrivateFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(settings, new JsonSerializerOptions(JsonSerializerOptions.Web) { WriteIndented = true }));
        call.Out.Facts(("Environment", environment), ("Data", home.Root), ("Settings", file));
        call.Out.Note("Start it with `twinyard up`.");
        return ExitCodes.Done;
    }
}

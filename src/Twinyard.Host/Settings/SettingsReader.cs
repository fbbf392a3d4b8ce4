using Microsoft.Extensions.Configuration;
using Twinyard.Platform.Results;

namespace Twinyard.Host.Settings;

/// <summary>Reads and checks the configuration; all errors are told at once, each with its full key.</summary>
internal static class SettingsReader
{
    private const string FileName = "twinyard.json";

    public static Result<(IConfigurationRoot Configuration, ServerSettings Settings)> Read(string home, IReadOnlyDictionary<string, string?> flags)
    {
        var file = Path.Combine(home, FileName);
        IConfigurationRoot configuration;
        try
        {
            configuration = new ConfigurationBuilder()
                .AddJsonFile(file, optional: true)
                .AddEnvironmentVariables("TWINYARD__")
                .AddInMemoryCollection(flags)
                .Build();
        }
        catch (InvalidDataException e)
        {
            return new InvalidError("configuration-invalid", $"{file} cannot be read: {e.GetBaseException().Message}", "Mend the JSON, or remove the file to start with the defaults.");
        }

        ServerSettings settings;
        try
        {
            settings = configuration.Get<ServerSettings>() ?? new ServerSettings();
        }
        catch (InvalidOperationException e)
        {
            return Invalid([e.Message]);
        }

        var problems = SettingsCheck.Problems(settings).ToList();
        return problems.Count == 0
            ? (configuration, settings)
            : Invalid(problems);
    }

    public static InvalidError Invalid(IReadOnlyList<string> problems) => new(
        "configuration-invalid",
        string.Join(System.Environment.NewLine, problems),
        $"Keys come from {FileName}, TWINYARD__* variables and flags, the later winning.");
}

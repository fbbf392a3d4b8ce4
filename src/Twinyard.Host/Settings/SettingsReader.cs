using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Results;

namespace Twinyard.Host.Settings;

/// <summary>Reads and checks the configuration; all errors are told at once, each with its full key.</summary>
internal static partial class SettingsReader
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
            return new InvalidError("configuration-invalid", $"{file} cannot be read: {e.InnerException?.Message ?? e.Message}", "Mend the JSON, or remove the file to start with the defaults.");
        }

        ServerSettings settings;
        try
        {
            settings = configuration.Get<ServerSettings>() ?? new ServerSettings();
        }
        catch (InvalidOperationException e)
        {
            return new InvalidError("configuration-invalid", e.Message, $"Keys come from {FileName}, TWINYARD__* variables and flags, the later winning.");
        }

        var problems = Check(settings).ToList();
        return problems.Count == 0
            ? (configuration, settings)
            : new InvalidError("configuration-invalid", string.Join(System.Environment.NewLine, problems), $"Keys come from {FileName}, TWINYARD__* variables and flags, the later winning.");
    }

    private static IEnumerable<string> Check(ServerSettings settings)
    {
        if (!EnvironmentName().IsMatch(settings.Environment))
        {
            yield return $"Environment: '{settings.Environment}' is not a name: 1 to 32 of a-z, 0-9 and '-', starting with a letter.";
        }

        foreach (var url in settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            {
                yield return $"Urls: '{url}' is not an address such as http://127.0.0.1:7171.";
            }
            else if (!uri.IsLoopback)
            {
                yield return $"Urls: '{url}' is not on the loopback interface. Without TLS only loopback is served; put a TLS proxy in front to serve a network.";
            }
        }

        if (!Enum.TryParse<LogLevel>(settings.LogLevel, ignoreCase: true, out _))
        {
            yield return $"LogLevel: '{settings.LogLevel}' is not one of Trace, Debug, Information, Warning, Error, Critical, None.";
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex EnvironmentName();
}

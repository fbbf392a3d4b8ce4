using Microsoft.Extensions.Logging;
using Npgsql;
using Twinyard.Platform.Cluster;
using Twinyard.Platform.Ids;

namespace Twinyard.Host.Settings;

/// <summary>What is wrong with settings, each problem with its full key.</summary>
public static class SettingsCheck
{
    public static IEnumerable<string> Problems(ServerSettings settings)
    {
        if (!LabelName.IsGood(settings.Environment))
        {
            yield return $"Environment: '{settings.Environment}' is not a name: 1 to 32 of a-z, 0-9 and '-', starting with a letter.";
        }

        foreach (var url in settings.UrlList)
        {
            if (ListenAddress.Parse(url) is not { } address)
            {
                yield return $"Urls: '{url}' is not an address such as http://127.0.0.1:7171 or https://0.0.0.0:7443.";
            }
            else if (address is { Host: "localhost", Port: 0 })
            {
                yield return $"Urls: '{url}': any free port is taken of one address only; write 127.0.0.1 instead of localhost.";
            }
            else if (!address.IsEncrypted && !address.IsLoopback)
            {
                yield return $"Urls: '{url}' is not on the loopback interface. Without TLS only loopback is served; write https:// to serve a network.";
            }
        }

        if (settings.PublicUrl is { } publicUrl && !(Uri.TryCreate(publicUrl, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0))
        {
            yield return $"PublicUrl: '{publicUrl}' is not an address such as https://yard.example.";
        }

        if (!Enum.TryParse<LogLevel>(settings.LogLevel, ignoreCase: true, out _))
        {
            yield return $"LogLevel: '{settings.LogLevel}' is not one of Trace, Debug, Information, Warning, Error, Critical, None.";
        }

        if (settings.Node is { Length: > 0 } node)
        {
            if (!ServerNode.IsName(node))
            {
                yield return $"Node: '{node}' is not a name: 1 to 32 of a-z, 0-9 and '-', starting with a letter.";
            }

            if (settings.Postgres is not { Length: > 0 })
            {
                yield return "Node: servers share an environment through PostgreSQL; give its connection string in the key Postgres, or leave the node's name out.";
            }
        }

        if (settings.Postgres is { Length: > 0 } postgres && PostgresProblem(postgres) is { } problem)
        {
            yield return problem;
        }
    }

    private static string? PostgresProblem(string connectionString)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(connectionString);
            return null;
        }
        catch (ArgumentException e)
        {
            // The value holds a password, so it is not repeated.
            return $"Postgres: not a connection string such as Host=db;Username=twinyard;Password=…: {e.Message}";
        }
    }
}

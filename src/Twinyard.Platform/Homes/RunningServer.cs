using System.Text.Json;

namespace Twinyard.Platform.Homes;

/// <summary>What a running server leaves in its home so that the CLI finds it: addresses, process id, environment name.</summary>
/// <param name="Url">Base address of the HTTP API and console, without a trailing slash.</param>
/// <param name="MqttPort">TCP port of the MQTT listener on the same host.</param>
public sealed record RunningServer(string Url, int MqttPort, int ProcessId, string Environment)
{
    public const string FileName = "server.json";

    /// <param name="folder">The server's own: the home, or its node's folder there.</param>
    public void Write(string folder) =>
        PrivateFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));

    /// <summary>The server of a home; where nodes share it, the first of them whose process is there.</summary>
    /// <returns>Null when no server has been started on this home, or all were stopped in good order.</returns>
    public static RunningServer? Find(string home) =>
        Read(home) ?? HomeDirectory.NodeFolders(home).Select(Read).FirstOrDefault(server => server is not null && IsThere(server.ProcessId));

    private static RunningServer? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<RunningServer>(File.ReadAllBytes(path), JsonSerializerOptions.Web) : null;
    }

    private static bool IsThere(int process)
    {
        try
        {
            using var _ = System.Diagnostics.Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

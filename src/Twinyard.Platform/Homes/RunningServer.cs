using System.Text.Json;

namespace Twinyard.Platform.Homes;

/// <summary>What a running server leaves in its home so that the CLI finds it: addresses, process id, environment name.</summary>
/// <param name="Url">Base address of the HTTP API and console, without a trailing slash.</param>
/// <param name="MqttPort">TCP port of the MQTT listener on the same host.</param>
public sealed record RunningServer(string Url, int MqttPort, int ProcessId, string Environment)
{
    public const string FileName = "server.json";

    public void Write(string home) =>
        PrivateFile.Write(Path.Combine(home, FileName), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));

    /// <returns>Null when no server has been started on this home, or it was stopped in good order.</returns>
    public static RunningServer? Find(string home)
    {
        var path = Path.Combine(home, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<RunningServer>(File.ReadAllBytes(path), JsonSerializerOptions.Web) : null;
    }
}

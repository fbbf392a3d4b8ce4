using System.Text.Json;

namespace Twinyard.Agent;

/// <summary>Reads the credential file: the secret itself, or the JSON that <c>twinyard fleet enrol --out</c> writes.</summary>
internal static class DeviceSecret
{
    /// <exception cref="InvalidDataException">The file holds no secret.</exception>
    public static string Read(string path)
    {
        var text = File.ReadAllText(path).Trim();
        var secret = text.StartsWith('{') ? JsonSerializer.Deserialize(text, AgentJson.Default.DeviceCredential)?.Secret : text;
        return string.IsNullOrEmpty(secret)
            ? throw new InvalidDataException($"{path} holds no secret. Write it with `twinyard fleet enrol ID --out {path}`.")
            : secret;
    }
}

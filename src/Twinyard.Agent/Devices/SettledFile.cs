using System.Text.Json;

namespace Twinyard.Agent.Devices;

/// <summary>Keeps the settled shadow in a file. A disk that fails is reported and costs the next start its model, not this one.</summary>
internal sealed class SettledFile(string path, Action<string> log)
{
    /// <returns>Null when there is none, or none that can be read.</returns>
    public SettledShadow? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.SettledShadow) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            log($"{path} cannot be read, so no model runs until the server names one: {e.Message}");
            return null;
        }
    }

    public void Write(SettledShadow settled)
    {
        var temporary = path + ".new";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, settled, AgentJson.Default.SettledShadow);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log($"{path} cannot be written, so the next start begins with the model before: {e.Message}");
        }
    }
}

using System.Text.Json;
using Twinyard.Platform.Homes;

namespace Twinyard.Platform.Backups;

/// <summary><c>restored.json</c> in a home that came from a backup and has not been started since: what was open at the backup's point may have gone on elsewhere.</summary>
/// <param name="TakenAt">The backup's point.</param>
/// <param name="RestoredAt">Up to there somebody else may have run the environment.</param>
public sealed record RestoredHome(DateTimeOffset TakenAt, DateTimeOffset RestoredAt)
{
    public const string FileName = "restored.json";

    /// <returns>Null for a home that was not restored, or has settled what that means.</returns>
    public static RestoredHome? Of(HomeDirectory home)
    {
        var path = Path.Combine(home.Root, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<RestoredHome>(File.ReadAllBytes(path), JsonSerializerOptions.Web) : null;
    }

    public void Write(string folder) => PrivateFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));

    public static void Settle(HomeDirectory home)
    {
        File.Delete(Path.Combine(home.Root, FileName));
        DurableFolder.Sync(home.Root);
    }
}

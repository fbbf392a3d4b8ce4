using System.Text.Json;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Backups;

/// <summary><c>backup.json</c>: what a backup holds. It is written last; a folder without it is no backup.</summary>
/// <param name="Format">1.</param>
/// <param name="Product">The version of the server that wrote it.</param>
/// <param name="TakenAt">The point whose state it holds.</param>
public sealed record BackupManifest(int Format, string Environment, string Product, DateTimeOffset TakenAt, IReadOnlyList<BackupEntry> Files)
{
    public const string FileName = "backup.json";
    public const int Newest = 1;

    public long Size => Files.Sum(file => file.Size);

    public static Result<BackupManifest> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(path), JsonSerializerOptions.Web);
            return manifest is not { Files: not null } ? Broken(path, "it is empty")
                : manifest.Format > Newest ? new ConflictError("backup-newer", $"{folder} was written by Twinyard {manifest.Product}, in a format that this version does not know.", "Use that version, or a newer one.")
                : manifest;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new NotFoundError("backup-not-found", $"{folder} is no backup: it has no {FileName}.", "Name the folder that `twinyard backup create` printed. One whose writing was interrupted ends in .partial.");
        }
        catch (JsonException e)
        {
            return Broken(path, e.Message);
        }
    }

    public void Write(string folder) => PrivateFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));

    private static InvalidError Broken(string path, string why) => new("backup-broken", $"{path} cannot be read: {why}");
}

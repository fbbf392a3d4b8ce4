using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Profiles;

/// <summary>Keeps the session of a profile between commands, in a file that only its owner may read. One that cannot be kept is begun again by the next command.</summary>
internal sealed class SessionCache
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path;

    public SessionCache(string source, string target, Profile profile)
    {
        // Whatever makes it another session makes it another file.
        var key = JsonSerializer.SerializeToUtf8Bytes(new { source, target, profile });
        _path = Path.Combine(ProfileFile.Folder, "sessions", Convert.ToHexStringLower(SHA256.HashData(key))[..32] + ".json");
    }

    /// <returns>Null where there is none that can be read.</returns>
    public CachedSession? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<CachedSession>(File.ReadAllBytes(_path), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(CachedSession session)
    {
        try
        {
            var folder = Path.GetDirectoryName(_path)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnersOnly);
            }

            PrivateFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(session, JsonSerializerOptions.Web));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another command is just writing it, or nothing can be written there.
        }
    }

    public void Forget()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is nothing to forget.
        }
    }
}

using System.Security.Cryptography;
using Twinyard.Platform.Homes;

namespace Twinyard.Twins.Egress;

/// <summary>A folder for sockets that only this server's user can enter. Its path is short, since that of a socket has at most 108 bytes (unix(7)).</summary>
internal sealed class SocketFolder : IDisposable
{
    private const int LongestPath = 80;

    private SocketFolder(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="IOException">It cannot be made.</exception>
    public static SocketFolder Create(HomeDirectory home)
    {
        var name = $"sockets-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var path = System.IO.Path.Combine(home.Runs, name);
        path = path.Length <= LongestPath ? path : System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"twinyard-{name}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new SocketFolder(path);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays is removed when the server starts.
        }
    }
}

using Twinyard.Platform.Homes;

namespace Twinyard.Access.Secrets;

/// <summary>Configuration section <c>Secrets</c>: where the keys are that secrets are encrypted with. On a cluster it is the same for all nodes.</summary>
public sealed class SecretsOptions
{
    public const string Section = "Secrets";

    /// <summary>The file of keys; a relative path is below the data directory. Made with the first secret, unless <see cref="Keys"/> is given.</summary>
    /// <value>secrets.key in the data directory.</value>
    public string KeyFile { get; set; } = "";

    /// <summary>The keys themselves in place of a file, each an id and 32 bytes in base64, with <c>;</c> between them; usually from the variable <c>TWINYARD__SECRETS__KEYS</c>.</summary>
    /// <value>Empty: they are in the file.</value>
    public string Keys { get; set; } = "";

    /// <summary>Newest versions of each secret that are kept, 1 to 100.</summary>
    /// <value>10.</value>
    public int KeepVersions { get; set; } = 10;

    /// <summary>The key file where it lies outside of the data directory, which runs do not see anyway; null where it does not. Of a link it is what that leads to.</summary>
    public string? FileOutside(HomeDirectory home)
    {
        var file = Path.GetFullPath(Path.Combine(home.Root, KeyFile));
        return KeyFile.Length == 0 || file.StartsWith(home.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(file)
            ? null
            : File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
    }
}

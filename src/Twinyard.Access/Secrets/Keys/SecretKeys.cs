using Microsoft.Extensions.Options;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets.Keys;

/// <summary>The keys where they lie: in a file, read anew each time, since another node may have added one; or in the configuration.</summary>
internal sealed class SecretKeys(HomeDirectory home, IOptions<SecretsOptions> options)
{
    private const string DefaultFile = "secrets.key";
    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Whether the configuration has the keys themselves, so that the server cannot add one.</summary>
    public bool AreConfigured => options.Value.Keys.Length > 0;

    /// <summary>For messages.</summary>
    public string Place => AreConfigured ? $"the setting {SecretsOptions.Section}:Keys" : File;

    private string File => Path.GetFullPath(Path.Combine(home.Root, options.Value.KeyFile.Length > 0 ? options.Value.KeyFile : DefaultFile));

    /// <returns>A failure that names the file where there is none, or it cannot be read or understood.</returns>
    public Result<KeyRing> Load()
    {
        if (AreConfigured)
        {
            return KeyRing.Parse(options.Value.Keys, Place);
        }

        try
        {
            if (!System.IO.File.Exists(File))
            {
                return new FailedError("secret-key-missing", $"The key file {File} is not there.", "Put it back from where a copy is kept. Nothing was changed.");
            }

            return !OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(File) & OfOthers) != 0
                ? new FailedError("secret-key-open", $"Everybody on the machine may read or write the key file {File}.", $"Take that right away: chmod 600 {File}")
                : KeyRing.Parse(System.IO.File.ReadAllText(File), File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedError("secret-key-unreadable", $"The key file {File} cannot be read: {e.Message}", "Give the server's user the right to read it.");
        }
    }

    /// <param name="isFirst">Whether nothing is encrypted yet; only then a missing file is made, with one key.</param>
    public Result<KeyRing> LoadOrMake(bool isFirst) => isFirst && !AreConfigured && !System.IO.File.Exists(File) ? Keep(KeyRing.New()) : Load();

    /// <summary>Replaces the file whole; on disk when it returns.</summary>
    /// <exception cref="InvalidOperationException">The keys are in the configuration.</exception>
    public Result<KeyRing> Keep(KeyRing keys)
    {
        if (AreConfigured)
        {
            throw new InvalidOperationException("Keys of the configuration are not the server's to change.");
        }

        try
        {
            PrivateFile.Write(File, keys.ToFile());
            DurableFolder.Sync(Path.GetDirectoryName(File)! /* a full path to a file has one */);
            return keys;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedError("secret-key-unwritable", $"The key file {File} cannot be written: {e.Message}", "Give the server's user the right to write there, or give the keys in TWINYARD__SECRETS__KEYS.");
        }
    }
}

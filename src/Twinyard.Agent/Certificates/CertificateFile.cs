using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Twinyard.Agent.Certificates;

/// <summary>A certificate and its private key in one PEM file that only its owner reads.</summary>
internal static class CertificateFile
{
    /// <returns>Null where there is no file.</returns>
    /// <exception cref="InvalidDataException">It holds no certificate with its key.</exception>
    public static X509Certificate2? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        try
        {
            return X509Certificate2.CreateFromPem(text, text);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{path} holds no certificate with its private key in PEM: {e.Message} Remove it to ask the server for another, or issue one with `twinyard fleet certificate issue`.", e);
        }
    }

    /// <summary>In place of what was there, as a whole or not at all.</summary>
    public static void Write(string path, string certificate, string key)
    {
        var temporary = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.ASCII.GetBytes($"{certificate.TrimEnd()}\n{key.TrimEnd()}\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <exception cref="InvalidDataException">It holds none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }

        return authorities.Count > 0 ? authorities : throw new InvalidDataException($"{path} holds no certificate in PEM. Write it with `twinyard tls authority --out {path}`.");
    }
}

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Twinyard.Cli.Api;

/// <summary>Whose certificates of servers are trusted: those of the authorities in a PEM file, else of the machine's.</summary>
internal static class ServerTrust
{
    public const string Variable = "TWINYARD_CA_FILE";

    public const string Remedy =
        $"Write the environment's authority into a file where the server runs (`twinyard tls authority --out ca.pem`), bring it here, and name it in {Variable}, or as ca_file of the profile.";

    /// <summary>Named by the environment; null for none.</summary>
    public static string? File => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? Path.GetFullPath(file) : null;

    /// <param name="file">Null to trust those of the machine.</param>
    public static SocketsHttpHandler Handler(string? file)
    {
        var handler = new SocketsHttpHandler();
        if (file is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(Read(file));
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }

    /// <summary>Whether a request failed since the server's certificate is not trusted.</summary>
    public static bool IsMissing(Exception e) => e.InnerException is AuthenticationException;

    private static X509Certificate2Collection Read(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CliError(ExitCodes.Invalid, $"{file} cannot be read: {e.Message}", Remedy);
        }

        return authorities.Count > 0 ? authorities : throw new CliError(ExitCodes.Invalid, $"{file} holds no certificate in PEM.", Remedy);
    }
}

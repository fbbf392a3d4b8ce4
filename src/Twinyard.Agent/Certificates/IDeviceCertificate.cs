using System.Security.Cryptography.X509Certificates;

namespace Twinyard.Agent.Certificates;

/// <summary>The device's own certificate, which is another one after it was renewed.</summary>
public interface IDeviceCertificate
{
    /// <summary>With its private key; null while there is none.</summary>
    X509Certificate2? Current { get; }

    /// <summary>Asks for one where there is none, and for the next where it is time.</summary>
    /// <exception cref="CertificateUnavailableException">There is none that counts, and none was got.</exception>
    Task EnsureAsync(CancellationToken cancellationToken);
}

public sealed class CertificateUnavailableException(string message, Exception? inner) : Exception(message, inner);

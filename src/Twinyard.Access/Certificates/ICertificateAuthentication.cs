using System.Security.Cryptography.X509Certificates;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Certificates;

/// <summary>Who shows a certificate. One counts while it is known here, not revoked, and in its time; that the environment's authority has issued it was checked by the handshake.</summary>
public interface ICertificateAuthentication
{
    /// <returns>The device, with the certificate as its credential, so that <see cref="Tokens.ITokens.CheckAsync"/> tells when it has ended.</returns>
    Task<Result<Principal>> AuthenticateAsync(X509Certificate2 certificate, CancellationToken cancellationToken);
}

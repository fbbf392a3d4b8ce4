using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Certificates;

/// <summary>What listeners that encrypt need. Devices may show a certificate in the handshake; one that the environment's authority has not issued ends it.</summary>
public interface IServerTls
{
    /// <summary>Reads or makes the certificate. To be awaited before a listener asks for <see cref="ForServer"/>.</summary>
    Task<Result<Done>> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>For one handshake; a certificate that was renewed meanwhile is in the next.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been prepared.</exception>
    SslServerAuthenticationOptions ForServer();

    /// <summary>Whether what another server of the environment shows is trusted: by this machine, or since the environment's authority has issued it.</summary>
    /// <param name="errors">What was found without knowing that authority.</param>
    bool IsOfNode(X509Certificate? certificate, SslPolicyErrors errors);
}

using System.Security.Cryptography.X509Certificates;

namespace Twinyard.Agent.Certificates;

/// <summary>How a device encrypts, and with what it shows who it is.</summary>
/// <param name="Trusted">Authorities of the server; empty for those that the machine trusts.</param>
/// <param name="Certificate">Null for a device that has a secret instead.</param>
public sealed record DeviceTls(X509Certificate2Collection Trusted, IDeviceCertificate? Certificate)
{
    /// <summary>For programs that make no use of the machine's authorities.</summary>
    internal X509ChainPolicy? Policy()
    {
        if (Trusted.Count == 0)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Trusted);
        return policy;
    }
}

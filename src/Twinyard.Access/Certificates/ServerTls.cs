using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Certificates;

/// <summary>Holds the server's certificate and renews it while the server runs: one of files when they were replaced, one issued here after two thirds of its time.</summary>
internal sealed partial class ServerTls(CertificateAuthority authority, IOptions<TlsOptions> options, TimeProvider time, ILogger<ServerTls> logger) : IServerTls, IBackgroundWork
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    private volatile ServerCertificate? _current;
    private X509Certificate2? _trusted;

    public string Name => "certificate of the server";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    /// <summary>Null while no listener has asked for one.</summary>
    public ServerCertificate? Current => _current;

    public async Task<Result<Done>> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_current is not null)
        {
            return Done.Value;
        }

        var made = await NewAsync(cancellationToken);
        if (!made.IsOk)
        {
            return made.Error;
        }

        _current = made.Value;
        return Done.Value;
    }

    public SslServerAuthenticationOptions ForServer()
    {
        var current = _current ?? throw new InvalidOperationException("The server's certificate has not been prepared.");
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // Asked for, not required: whoever has none has a token, or is refused later with a reason.
            ClientCertificateRequired = true,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = Policy(_trusted!, Authority.ClientUse),
            RemoteCertificateValidationCallback = static (_, certificate, _, errors) => certificate is null || errors == SslPolicyErrors.None,
        };
    }

    public bool IsOfNode(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 shown || _trusted is not { } trusted)
        {
            return errors == SslPolicyErrors.None;
        }

        using var chain = new X509Chain { ChainPolicy = Policy(trusted, Authority.ServerUse) };
        return chain.Build(shown);
    }

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_current is not { } current || !IsDue(current))
        {
            return;
        }

        var made = await NewAsync(cancellationToken);
        if (made.IsOk)
        {
            _current = made.Value;
            LogRenewed(made.Value.Leaf.Subject, made.Value.Leaf.NotAfter.ToUniversalTime());
        }
        else
        {
            LogNotRenewed(made.Error.Message, current.Leaf.NotAfter.ToUniversalTime());
        }
    }

    private bool IsDue(ServerCertificate current) => current.IsOwn
        ? ServerCertificate.StampOf(options.Value.Certificate!, options.Value.Key!) != current.Stamp
        : time.GetUtcNow() >= current.RenewAt;

    private async Task<Result<ServerCertificate>> NewAsync(CancellationToken cancellationToken)
    {
        var issuer = await authority.FindOrMakeAsync(cancellationToken);
        if (!issuer.IsOk)
        {
            return issuer.Error;
        }

        _trusted = issuer.Value.Certificate;
        return options.Value is { Certificate: { Length: > 0 } certificate, Key: { Length: > 0 } key }
            ? ServerCertificate.Read(certificate, key, issuer.Value, time.GetUtcNow())
            : ServerCertificate.Issued(issuer.Value.IssueServer(ServerNames.Of(options.Value.NameList, options.Value.OtherNames), time.GetUtcNow(), Lifetime), issuer.Value);
    }

    private static X509ChainPolicy Policy(X509Certificate2 trusted, Oid use)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.Add(trusted);
        policy.ApplicationPolicy.Add(use);
        return policy;
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Certificates;
using Twinyard.Access.Http;
using Twinyard.Platform.Http;

namespace Twinyard.Access.Endpoints;

/// <summary>What whoever connects over TLS has to trust, and what the server shows them.</summary>
internal static class AuthorityEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/authority", AuthorityAsync).RequireAction("access:GetAuthority", "access:authority/self");
        api.MapGet("/server-certificate", Certificate).RequireAction("access:GetServerCertificate", "access:authority/self");
    }

    internal static async Task<Results<Ok<AuthorityCertificate>, ProblemHttpResult>> AuthorityAsync(CertificateAuthority authority, CancellationToken cancellationToken)
    {
        var found = await authority.FindOrMakeAsync(cancellationToken);
        return found.IsOk
            ? TypedResults.Ok(new AuthorityCertificate(
                found.Value.Certificate.Subject, CertificateSessions.FingerprintOf(found.Value.Certificate), found.Value.Certificate.NotAfter.ToUniversalTime(), found.Value.Pem))
            : found.Error.ToProblem();
    }

    internal static Ok<ServerCertificateSummary> Certificate(ServerTls tls) => TypedResults.Ok(tls.Current is { } current
        ? new ServerCertificateSummary(
            true,
            current.IsOwn,
            current.Leaf.Subject,
            current.Leaf.Issuer,
            ServerNames.In(current.Leaf),
            CertificateSessions.FingerprintOf(current.Leaf),
            current.Leaf.NotAfter.ToUniversalTime(),
            current.IsOwn ? null : current.RenewAt)
        : new ServerCertificateSummary(false, false, null, null, [], null, null, null));
}

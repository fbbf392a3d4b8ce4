using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Twinyard.Access.Http;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Http;
using Twinyard.Platform.Paging;

namespace Twinyard.Fleet.Http;

internal static class DeviceEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var devices = routes.MapGroup("/api/v1/fleet/devices").WithTags("fleet");
        devices.MapPost("", EnrolAsync).RequireAction("fleet:EnrolDevice", "fleet:device/*");
        devices.MapGet("", ListAsync).RequireAction("fleet:ListDevices", "fleet:device/*");
        devices.MapGet("{device}", FindAsync).RequireAction("fleet:GetDevice", "fleet:device/{device}");
        devices.MapDelete("{device}", RemoveAsync).RequireAction("fleet:RemoveDevice", "fleet:device/{device}");
        devices.MapPost("{device}/certificates", IssueAsync).RequireAction("fleet:IssueCertificate", "fleet:device/{device}");
        devices.MapGet("{device}/certificates", CertificatesAsync).RequireAction("fleet:ListCertificates", "fleet:device/{device}");
        devices.MapDelete("{device}/certificates/{fingerprint}", RevokeAsync).RequireAction("fleet:RevokeCertificate", "fleet:device/{device}");
        routes.MapGet("/api/v1/fleet/status", StatusAsync).WithTags("fleet").RequireAction("fleet:GetStatus", "fleet:status");
    }

    internal static async Task<Results<Created<EnrolledDevice>, ProblemHttpResult>> EnrolAsync(EnrolDeviceRequest request, IFleet fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var enrolled = context.NameAudited(await fleet.EnrolAsync(request, context.Principal(), cancellationToken), made => $"fleet:device/{made.Device.Id}");
        return enrolled.IsOk ? TypedResults.Created($"/api/v1/fleet/devices/{enrolled.Value.Device.Id}", enrolled.Value) : enrolled.Error.ToProblem();
    }

    internal static async Task<Ok<Page<DeviceSummary>>> ListAsync(string? after, int? limit, IFleet fleet, CancellationToken cancellationToken) =>
        TypedResults.Ok(await fleet.ListDevicesAsync(new PageRequest(after, limit), cancellationToken));

    internal static async Task<Results<Ok<DeviceDetail>, ProblemHttpResult>> FindAsync(string device, IFleet fleet, CancellationToken cancellationToken)
    {
        var found = await fleet.FindDeviceAsync(device, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(string device, IFleet fleet, CancellationToken cancellationToken)
    {
        var removed = await fleet.RemoveDeviceAsync(device, cancellationToken);
        return removed.IsOk ? TypedResults.NoContent() : removed.Error.ToProblem();
    }

    internal static async Task<Results<Ok<IssuedCertificate>, ProblemHttpResult>> IssueAsync(
        string device, IssueCertificateRequest request, IFleet fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var issued = context.NameAudited(
            await fleet.IssueCertificateAsync(device, request, context.Principal(), cancellationToken), made => $"fleet:device/{device}", made => $"certificate {made.Summary.Fingerprint}");
        return issued.IsOk ? TypedResults.Ok(issued.Value) : issued.Error.ToProblem();
    }

    internal static async Task<Results<Ok<IReadOnlyList<DeviceCertificateSummary>>, ProblemHttpResult>> CertificatesAsync(string device, IFleet fleet, CancellationToken cancellationToken)
    {
        var found = await fleet.ListCertificatesAsync(device, cancellationToken);
        return found.IsOk ? TypedResults.Ok(found.Value) : found.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string device, string fingerprint, IFleet fleet, CancellationToken cancellationToken)
    {
        var revoked = await fleet.RevokeCertificateAsync(device, fingerprint, cancellationToken);
        return revoked.IsOk ? TypedResults.NoContent() : revoked.Error.ToProblem();
    }

    internal static async Task<Ok<FleetStatus>> StatusAsync(IFleet fleet, CancellationToken cancellationToken) =>
        TypedResults.Ok(await fleet.StatusAsync(cancellationToken));
}

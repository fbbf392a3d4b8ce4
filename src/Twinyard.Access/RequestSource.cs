using System.Net;
using System.Text.Json.Serialization;

namespace Twinyard.Access;

/// <summary>Where a request comes from.</summary>
/// <param name="Address">Of the other end of the connection: behind a proxy, the proxy's.</param>
/// <param name="IsSecure">Whether the connection is encrypted.</param>
public sealed record RequestSource([property: JsonConverter(typeof(AddressConverter))] IPAddress Address, bool IsSecure)
{
    /// <summary>Of an HTTP request, as in the answer's <c>X-Request-Id</c>; empty otherwise.</summary>
    public string RequestId { get; init; } = "";

    /// <returns>Null where the connection has no address, such as one within the process.</returns>
    public static RequestSource? Of(IPAddress? address, bool isSecure) =>
        address is null ? null : new RequestSource(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, isSecure);
}

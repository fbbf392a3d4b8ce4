using System.Net;

namespace Twinyard.Twins.Egress;

/// <summary>An address of a sandbox's loopback, and the socket of this server that its connections come out at.</summary>
/// <param name="Target">Where they go; null for the proxy and this server, by what is said.</param>
internal sealed record EgressListener(IPAddress Address, int Port, string Socket, EgressTarget? Target)
{
    /// <summary>As the relay reads it.</summary>
    public override string ToString() => $"{Address},{Port},{Socket}";
}

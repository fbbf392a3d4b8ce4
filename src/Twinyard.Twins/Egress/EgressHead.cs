using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace Twinyard.Twins.Egress;

/// <summary>
/// The beginning of what a run says on a connection: a request to a proxy (RFC 9110 and 9112: <c>CONNECT host:port</c>, or a method with an absolute address), or anything else,
/// which is for this server.
/// </summary>
internal sealed record EgressHead
{
    public const int Largest = 16 * 1024;

    private const string Connect = "CONNECT";
    private static readonly SearchValues<string> HopByHop = SearchValues.Create(["host", "connection", "proxy-connection", "proxy-authorization", "keep-alive"], StringComparison.OrdinalIgnoreCase);

    public required EgressHeadKind Kind { get; init; }

    /// <summary>Null where it is for this server, or no target can be read.</summary>
    public EgressTarget? Target { get; init; }

    public bool IsTunnel { get; init; }

    /// <summary>What goes to the other end first.</summary>
    public ReadOnlyMemory<byte> First { get; init; }

    /// <summary>Reads until it is clear what it is.</summary>
    public static async Task<EgressHead> ReadAsync(Socket client, CancellationToken cancellationToken)
    {
        var buffer = new byte[Largest];
        var length = 0;
        while (length < Largest)
        {
            var count = await client.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return new EgressHead { Kind = EgressHeadKind.Nothing };
            }

            length += count;
            var said = buffer.AsMemory(0, length);
            switch (IsForProxy(said.Span))
            {
                case false:
                    return new EgressHead { Kind = EgressHeadKind.Server, First = said };
                case true when said.Span.IndexOf("\r\n\r\n"u8) is >= 0 and var end:
                    return OfProxy(Encoding.Latin1.GetString(said.Span[..end]), said[(end + 4)..]);
            }
        }

        return new EgressHead { Kind = EgressHeadKind.TooLarge };
    }

    /// <returns>Null while it is not clear.</returns>
    private static bool? IsForProxy(ReadOnlySpan<byte> said)
    {
        const int longestMethod = 20;
        var space = said.IndexOf((byte)' ');
        var method = space < 0 ? said : said[..space];
        if (method.Length > longestMethod || method.IsEmpty || method.ContainsAnyExceptInRange((byte)'A', (byte)'Z'))
        {
            return false;
        }

        return space < 0 ? null
            : method.SequenceEqual("CONNECT"u8) ? true
            : space + 1 < said.Length ? said[space + 1] is not ((byte)'/' or (byte)'*') : null;
    }

    private static EgressHead OfProxy(string head, ReadOnlyMemory<byte> rest)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var address, var version] || !version.StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            return new EgressHead { Kind = EgressHeadKind.Proxy };
        }

        if (method == Connect)
        {
            return new EgressHead { Kind = EgressHeadKind.Proxy, Target = EgressTarget.Parse(address), IsTunnel = true, First = rest };
        }

        const string scheme = "http://";
        if (!address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new EgressHead { Kind = EgressHeadKind.Proxy };
        }

        var end = address.AsSpan(scheme.Length).IndexOfAny('/', '?', '#');
        var authority = end < 0 ? address[scheme.Length..] : address.Substring(scheme.Length, end);
        var path = end < 0 ? "/" : address[(scheme.Length + end)..];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        return new EgressHead { Kind = EgressHeadKind.Proxy, Target = EgressTarget.Parse(host, 80), First = Forwarded(method, path.StartsWith('/') ? path : $"/{path}", version, host, lines, rest) };
    }

    // One request a connection: a second one could be for another host.
    private static byte[] Forwarded(string method, string path, string version, string host, string[] lines, ReadOnlyMemory<byte> rest)
    {
        var head = new StringBuilder($"{method} {path} {version}\r\nHost: {host}\r\nConnection: close\r\n");
        foreach (var line in lines.Skip(1))
        {
            if (!HopByHop.Contains(line.Split(':')[0].Trim()))
            {
                head.Append(line).Append("\r\n");
            }
        }

        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. rest.Span];
    }
}

internal enum EgressHeadKind
{
    /// <summary>It was closed before it was clear.</summary>
    Nothing,

    /// <summary>Not a request to a proxy: for this server.</summary>
    Server,

    Proxy,

    TooLarge,
}

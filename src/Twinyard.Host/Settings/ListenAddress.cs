using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Twinyard.Host.Settings;

/// <summary>One of the addresses that the server listens on.</summary>
/// <param name="Host">An IP address, <c>localhost</c>, <c>*</c> for all addresses, or a name by which this machine is known, for which it listens on all too.</param>
internal sealed record ListenAddress(bool IsEncrypted, string Host, int Port)
{
    /// <summary>For what runs on this machine, where the configuration names none.</summary>
    private static readonly ListenAddress Local = new(false, "127.0.0.1", 0);

    public bool IsLoopback => Host == "localhost" || (Address is { } address && IPAddress.IsLoopback(address));

    /// <summary>Null where it listens on all addresses, and no name was given for them.</summary>
    public string? Name => Host is "*" or "+" || IPAddress.Any.Equals(Address) || IPAddress.IPv6Any.Equals(Address) ? null : Host;

    private IPAddress? Address => IPAddress.TryParse(Host, out var address) ? address : null;

    /// <returns>Null where the text is no address of a server.</returns>
    public static ListenAddress? Parse(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            var host = address.Host.Trim('[', ']').ToLowerInvariant();
            return address.Scheme is "http" or "https" && !address.IsUnixPipe && address.PathBase.Length == 0 && address.Port is >= 0 and < 65_536
                && (host is "*" or "+" || Uri.CheckHostName(host) != UriHostNameType.Unknown)
                ? new ListenAddress(address.Scheme == "https", host, address.Port)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>What is configured, and one of loopback in the open where that has none: runs and the command line reach the server there.</summary>
    public static IReadOnlyList<ListenAddress> All(ServerSettings settings)
    {
        ListenAddress[] given = [.. settings.UrlList.Select(Parse).OfType<ListenAddress>()];
        return given.Any(address => !address.IsEncrypted) ? given : [.. given, Local];
    }

    /// <summary>By which it is reached over TLS: those in its addresses.</summary>
    public static IEnumerable<string> NamesOf(ServerSettings settings) => All(settings).Where(address => address.IsEncrypted).Select(address => address.Name)
        .Append(settings.PublicUrl is { } url ? new Uri(url).IdnHost : null)
        .OfType<string>();

    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        if (Host == "localhost")
        {
            kestrel.ListenLocalhost(Port, configure);
        }
        else if (Address is { } address)
        {
            kestrel.Listen(address, Port, configure);
        }
        else
        {
            kestrel.ListenAnyIP(Port, configure);
        }
    }
}

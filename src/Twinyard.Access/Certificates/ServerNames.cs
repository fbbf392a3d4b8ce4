using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography.X509Certificates;

namespace Twinyard.Access.Certificates;

/// <summary>Under which names and addresses a server is reached: the subject alternative names of its certificate.</summary>
internal sealed record ServerNames(IReadOnlyList<string> Names)
{
    private const int LongestCommonName = 64;

    /// <summary>Of the certificate's subject, for people; what counts are the alternative names.</summary>
    public string First => Names.FirstOrDefault(name => name.Length <= LongestCommonName) ?? "twinyard";

    /// <param name="given">Those of the configuration; without them the machine's addresses as they are now.</param>
    /// <param name="others">There anyway, as are the machine's name and loopback's.</param>
    public static ServerNames Of(IReadOnlyList<string> given, IReadOnlyList<string> others)
    {
        string[] machine = IsName(Dns.GetHostName()) ? [Dns.GetHostName()] : [];
        var addresses = given.Count > 0 ? [] : Addresses();
        return new ServerNames([.. others.Concat(given).Concat(machine).Concat(addresses).Concat(["localhost", "127.0.0.1", "::1"]).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Whether a text can stand in a certificate: a DNS name, with * for its first label perhaps, or an IP address.</summary>
    public static bool IsName(string text) =>
        IPAddress.TryParse(text, out _) || (text.All(char.IsAscii) && Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) == UriHostNameType.Dns);

    /// <summary>Those of a certificate.</summary>
    public static IReadOnlyList<string> In(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } alternatives
            ? [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())]
            : [];

    public X509Extension ToExtension()
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in Names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return alternatives.Build();
    }

    private static IEnumerable<string> Addresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)
        .Select(address => address.ToString());
}

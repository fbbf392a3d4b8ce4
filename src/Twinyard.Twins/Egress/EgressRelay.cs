namespace Twinyard.Twins.Egress;

/// <summary>The program that listens inside a sandbox, in Perl, which is a part of every Debian: of what such systems have it starts quickest.</summary>
internal static class EgressRelay
{
    public const string Program = "perl";

    private static readonly string Source = Read();

    /// <summary>Arguments of <c>bwrap</c>: a network of its own, in which the run may listen on all ports.</summary>
    public static readonly IReadOnlyList<string> Network = ["--unshare-net", "--cap-add", "CAP_NET_BIND_SERVICE", "--setenv", "PERL_BADLANG", "0"];

    /// <summary>Arguments of <see cref="Program"/>, before those of the run's own.</summary>
    public static IReadOnlyList<string> Arguments(IEnumerable<EgressListener> listeners) => ["-e", Source, .. listeners.Select(listener => listener.ToString()), "--"];

    private static string Read()
    {
        using var stream = typeof(EgressRelay).Assembly.GetManifestResourceStream("relay.pl") ?? throw new InvalidOperationException("relay.pl is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

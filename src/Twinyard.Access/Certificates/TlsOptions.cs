namespace Twinyard.Access.Certificates;

/// <summary>Configuration section <c>Tls</c>: what the listeners that encrypt show, and what they take from devices.</summary>
public sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>PEM file with the server's certificate and those between it and its root. Without it the environment's own authority issues one at each start.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file with the certificate's private key, without a password.</summary>
    public string? Key { get; set; }

    /// <summary>Names and addresses in the certificate that the own authority issues, with ';' between them. Without them: those of this machine.</summary>
    public string Names { get; set; } = "";

    /// <summary>How long certificates of devices last, in days; agents ask for the next one after two thirds of it.</summary>
    /// <value>365.</value>
    public int DeviceDays { get; set; } = 365;

    /// <summary>Names that the server has from its other settings, in the certificate too.</summary>
    public IReadOnlyList<string> OtherNames { get; set; } = [];

    public IReadOnlyList<string> NameList => Names.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

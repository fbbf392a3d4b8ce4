using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Twinyard.Cli.Api;
using Twinyard.Contracts.Fleet;
using Twinyard.Platform.Homes;

namespace Twinyard.Cli.Commands.Fleet;

/// <summary><c>twinyard fleet certificate …</c></summary>
internal static class CertificateCommands
{
    private static readonly Argument<string> Device = new("device") { Description = "The device's id" };
    private static readonly Argument<string> Fingerprint = new("fingerprint") { Description = "SHA-256 of the certificate, as list shows it" };
    private static readonly Option<string> Into = new("--out", "-o") { Description = "File for the certificate, and for its key where that is made here (mode 0600); the agent's --certificate", HelpName = "FILE", Required = true };
    private static readonly Option<string?> Request = new("--csr") { Description = "A signing request in PEM that was made where the key is to stay (default: a key is made here)", HelpName = "FILE" };

    public static Command Build() => new("certificate", "Certificates with which devices connect over TLS")
    {
        new Command("issue", "Issue a device a certificate; agents that have a secret ask for theirs themselves") { Device, Into, Request }.Does(IssueAsync),
        new Command("list", "List a device's certificates, newest first") { Device }.Does(ListAsync),
        new Command("revoke", "Let one count no more, and close what is connected with it") { Device, Fingerprint }.Does(RevokeAsync),
    };

    private static async Task IssueAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (device, file) = (call.Get(Device), call.Parsed.GetRequiredValue(Into));
        CredentialFile.MustBeWritable(file);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = call.Get(Request) is { } given
            ? await ReadAsync(given, cancellationToken)
            : new CertificateRequest($"CN={device}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var issued = await call.Api.PostAsync<IssuedCertificate>($"fleet/devices/{Uri.EscapeDataString(device)}/certificates", new IssueCertificateRequest(request), cancellationToken);
        var text = call.Get(Request) is null ? $"{issued.Certificate.TrimEnd()}\n{key.ExportPkcs8PrivateKeyPem()}\n" : issued.Certificate;
        PrivateFile.Write(Path.GetFullPath(file), Encoding.ASCII.GetBytes(text));
        call.Out.Result(issued.Summary, it =>
        {
            call.Out.Facts(("Device", it.Device), ("Ends", it.ExpiresAt), ("SHA-256", it.Fingerprint), ("Certificate", Path.GetFullPath(file)));
            call.Out.Note("The device trusts the server by its authority: `twinyard tls authority --out ca.pem`, for the agent's --ca.");
        });
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(
            await call.Api.GetAsync<IReadOnlyList<DeviceCertificateSummary>>($"fleet/devices/{Uri.EscapeDataString(call.Get(Device))}/certificates", cancellationToken),
            certificates => call.Out.Table(
                certificates,
                "It has none.",
                ("SHA-256", it => it.Fingerprint),
                ("STATE", it => it.State),
                ("ENDS", it => it.ExpiresAt),
                ("ISSUED", it => it.IssuedAt),
                ("BY", it => it.IssuedBy)));

    private static async Task RevokeAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Api.DeleteAsync($"fleet/devices/{Uri.EscapeDataString(call.Get(Device))}/certificates/{Uri.EscapeDataString(call.Get(Fingerprint))}", cancellationToken);
        call.Out.Note("It counts no more.");
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliError(ExitCodes.Invalid, $"{file} cannot be read: {e.Message}", "Make a request such as `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout device.key -subj /CN=device -out device.csr`.");
        }
    }
}

using System.CommandLine;
using Twinyard.Access.Certificates;
using Twinyard.Cli.Api;

namespace Twinyard.Cli.Commands.Access;

/// <summary><c>twinyard tls …</c></summary>
internal static class TlsCommands
{
    private static readonly Option<string?> Into = new("--out", "-o") { Description = "Write the certificate here in PEM instead of printing it", HelpName = "FILE" };

    public static Command Build() => new("tls", "What the server shows over TLS, and the authority that devices and people trust")
    {
        new Command("show", "The certificate that the server shows now").Does(ShowAsync),
        new Command("authority", "The certificate of this environment's authority") { Into }.Does(AuthorityAsync),
    };

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<ServerCertificateSummary>("access/server-certificate", cancellationToken), it =>
        {
            if (!it.Served)
            {
                call.Out.Line("Nothing is served over TLS.");
                call.Out.Note("Write an https:// address into Urls of twinyard.json, or fleet:mqttTlsPort for devices, and start the server anew.");
                return;
            }

            call.Out.Facts(
                ("Subject", it.Subject),
                ("Issuer", it.Issuer),
                ("From", it.IsOwn ? "the files of Tls:Certificate and Tls:Key" : "the environment's authority"),
                ("For", it.Names),
                ("Ends", it.ExpiresAt),
                ("Renewed", it.IsOwn ? "when the files are replaced" : it.RenewsAt),
                ("SHA-256", it.Fingerprint));
        });

    private static async Task AuthorityAsync(CliCall call, CancellationToken cancellationToken)
    {
        CredentialFile.MustBeWritable(call.Get(Into));
        var authority = await call.Api.GetAsync<AuthorityCertificate>("access/authority", cancellationToken);
        if (call.Get(Into) is { } file)
        {
            // A certificate is no secret, so others may read the file.
            await File.WriteAllTextAsync(file, authority.Certificate, cancellationToken);
        }

        call.Out.Result(authority, it =>
        {
            if (call.Get(Into) is { } path)
            {
                call.Out.Facts(("Subject", it.Subject), ("Ends", it.ExpiresAt), ("SHA-256", it.Fingerprint), ("Certificate", Path.GetFullPath(path)));
            }
            else
            {
                call.Out.Line(it.Certificate.TrimEnd());
            }
        });
    }
}

using System.CommandLine;
using System.Globalization;
using Twinyard.Access.Audit;
using Twinyard.Cli.Api;

namespace Twinyard.Cli.Commands.Access;

/// <summary>Lines of NDJSON, byte for byte what the hashes cover.</summary>
internal static class AuditExportCommand
{
    private static readonly Option<string> Into = new("--out", "-o") { Description = "The file to write", HelpName = "FILE", Required = true };

    public static Command Build() =>
        new Command("export", "Write the whole audit trail to a file that `verify --file` can check without the server") { Into }.Does(RunAsync);

    private static async Task RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(call.Parsed.GetRequiredValue(Into));
        CredentialFile.MustBeWritable(path);
        // Written beside and named when it is whole.
        var part = path + ".new";
        using (var response = await call.Api.SendAsync(new HttpRequestMessage(HttpMethod.Get, "access/audit/export"), cancellationToken))
        await using (var file = File.Create(part))
        {
            await response.Content.CopyToAsync(file, cancellationToken);
        }

        using (var lines = new StreamReader(part))
        {
            var verdict = await AuditFile.VerifyAsync(lines, null, cancellationToken);
            if (!verdict.IsOk || !verdict.Value.Valid)
            {
                File.Delete(part);
                throw new CliError(ExitCodes.Failed, $"The trail is not exported: {(verdict.IsOk ? $"entry {verdict.Value.Broken?.Sequence}: {verdict.Value.Broken?.Problem}" : verdict.Error.Message)}.", "`twinyard audit verify` says where it breaks.");
            }

            File.Move(part, path, overwrite: true);
            call.Out.Result(verdict.Value, done => call.Out.Facts(
                ("File", path), ("Entries", done.Entries.ToString(CultureInfo.InvariantCulture)), ("Head", done.Head.Hash)));
        }
    }
}

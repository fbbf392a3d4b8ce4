using System.CommandLine;
using System.Globalization;
using Twinyard.Access.Audit;

namespace Twinyard.Cli.Commands.Access;

/// <summary>Exit code 0 where the chain holds, 1 where it does not.</summary>
internal static class AuditVerifyCommand
{
    private static readonly Option<string?> Head = new("--head") { Description = "A head that was noted before, which must still be in the chain", HelpName = "HASH" };
    private static readonly Option<string?> Exported = new("--file") { Description = "An export to look at, without a server", HelpName = "FILE" };

    public static Command Build() =>
        new Command("verify", "Walk the chain of hashes; where it breaks, name the entry and exit with 1") { Head, Exported }.Does(RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var head = call.Get(Head);
        var verdict = call.Get(Exported) is { } file
            ? await VerifyAsync(file, head, cancellationToken)
            : await call.Api.GetAsync<AuditVerdict>($"access/audit/verdict{(head is null ? "" : $"?head={Uri.EscapeDataString(head)}")}", cancellationToken);
        call.Out.Result(verdict, _ => Tell(call, verdict));
        return verdict.Valid ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Tell(CliCall call, AuditVerdict verdict)
    {
        if (verdict.Broken is { } broken)
        {
            call.Out.Facts(("Broken at", broken.Sequence), ("Because", broken.Problem), ("Expected", broken.Expected), ("Found", broken.Found), ("Valid before", verdict.Entries));
            return;
        }

        call.Out.Line(string.Create(CultureInfo.InvariantCulture, $"{verdict.Entries} entries hold, from {verdict.First} to {verdict.Head.Sequence}."));
        call.Out.Facts(("Head", verdict.Head.Hash));
    }

    private static async Task<AuditVerdict> VerifyAsync(string file, string? head, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new CliError(ExitCodes.NotFound, $"There is no file '{file}'.", "Name a file that `twinyard audit export` wrote.");
        }

        using var lines = new StreamReader(file);
        var verdict = await AuditFile.VerifyAsync(lines, head, cancellationToken);
        return verdict.IsOk ? verdict.Value : throw new CliError(ExitCodes.Invalid, $"{file}: {verdict.Error.Message}", verdict.Error.Remedy);
    }
}

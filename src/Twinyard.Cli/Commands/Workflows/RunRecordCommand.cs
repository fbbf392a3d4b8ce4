using System.CommandLine;
using Twinyard.Cli.Output;
using Twinyard.Contracts.Workflows;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard run record ID</c></summary>
internal static class RunRecordCommand
{
    private const int HashShown = 16;

    public static Command Build(Argument<string> id) => new Command("record", "What a run executed, on what, what it read and what it left") { id }.Does(async (call, cancellationToken) =>
    {
        var record = await call.Api.GetAsync<RunRecord>($"runs/{Uri.EscapeDataString(call.Get(id))}/record", cancellationToken);
        call.Out.Result(record, _ => Print(call.Out, record));
    });

    private static void Print(CliOutput output, RunRecord record)
    {
        var execution = record.Execution;
        output.Facts(
            ("Run", record.Id),
            ("Workflow", record.Workflow),
            ("State", $"{record.State}, attempt {record.Attempt}"),
            ("Commit", record.Commit),
            ("Tree", execution?.Tree),
            ("Proposal", record.Proposal),
            ("Approved by", record.Approvers),
            ("Manifest", record.ManifestHash),
            ("Script", record.Script),
            ("Role", record.Role),
            ("Event", record.EventHash),
            ("Input", record.InputHash),
            ("Result", record.ResultHash),
            ("Secrets", record.Secrets.Select(secret => $"{secret.Name}@{secret.Version}")),
            ("Twin", execution is null ? null : Twin(execution)),
            ("Server", execution?.Machine?.Server),
            ("System", execution?.Machine is { } machine ? $"{machine.OperatingSystem}, {machine.Architecture}" : null),
            (".NET", execution?.Machine?.Dotnet),
            ("Python", execution?.Machine?.Python),
            ("Shell", execution?.Machine?.Shell),
            ("Python SDK", execution?.Machine?.PythonSdk),
            ("C# SDK", execution?.Machine?.CSharpSdk),
            ("Script host", execution?.Machine?.ScriptHost));
        if (execution is null)
        {
            output.Note("What it executed on is not known: it has not ended, its script was not started, or it is older than records are.");
        }

        Table(output, "READ", record.Reads, record.ReadsLeftOut, ("READ", read => read.Kind), ("NAME", read => read.Name), ("VERSION", read => read.Version), ("SHA-256", read => Short(read.Digest)));
        Table(output, "LEFT", record.Outputs, record.OutputsLeftOut, ("LEFT", file => file.Path), ("BYTES", file => file.Size), ("ROWS", file => file.Rows), ("SHA-256", file => Short(file.Sha256)));
        Table(output, "BECAME", record.Products, 0, ("BECAME", product => product.Kind), ("NAME", product => product.Name), ("VERSION", product => product.Version), ("SHA-256", product => Short(product.Digest)));
    }

    private static void Table<T>(CliOutput output, string what, IReadOnlyList<T> rows, int leftOut, params (string Header, Func<T, object?> Cell)[] columns)
    {
        if (rows.Count > 0)
        {
            output.Line("");
            output.Table(rows, "", columns);
        }

        if (leftOut > 0)
        {
            output.Note($"{what}: {leftOut} more, which are not kept.");
        }
    }

    private static string Twin(RunExecution execution) =>
        $"{execution.Twin} ({execution.Kind}{(execution.Address is { } address ? $" at {address}" : "")}{(execution.Kind == "process" ? execution.Sandboxed ? ", in a sandbox" : ", without a sandbox" : "")})";

    private static string Short(string hash) => hash.Length > HashShown ? hash[..HashShown] : hash;
}

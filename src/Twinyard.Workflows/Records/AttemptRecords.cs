using Twinyard.Contracts.Workflows;
using Twinyard.Twins.Traces;
using Twinyard.Workflows.Invoker;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Records;

/// <summary>Gathers the record of an attempt when its script has ended.</summary>
internal sealed class AttemptRecords(RunReads reads, MachineStore machines)
{
    /// <param name="trace">Null for a script that was not started; then there is no record.</param>
    /// <param name="outputs">The folder of outputs that are about to be committed; null where there are none.</param>
    /// <returns>As JSON.</returns>
    public async Task<string?> OfAsync(ClaimedRun run, TwinTrace? trace, OutputFolder? outputs, CancellationToken cancellationToken)
    {
        var readsLeftOut = await reads.EndAsync(run.Id, cancellationToken);
        if (trace is null)
        {
            return null;
        }

        await machines.KeepAsync(trace.Machine, cancellationToken);
        var record = new AttemptRecord(trace.Tree, trace.Twin, trace.Kind, trace.Address, trace.Sandboxed, trace.Machine.Id)
        {
            ReadsLeftOut = readsLeftOut,
            Secrets = [.. run.Secrets.Items.Select(secret => new RunSecretVersion(secret.Use.Name, secret.Version)).Distinct().OrderBy(secret => secret.Name, StringComparer.Ordinal)],
        };
        if (outputs is null)
        {
            return record.ToJson();
        }

        var (files, leftOut) = await OutputDigests.OfAsync(outputs.Path, cancellationToken);
        return (record with { Outputs = files, OutputsLeftOut = leftOut }).ToJson();
    }
}

using Twinyard.Twins.Traces;
using Twinyard.Workflows.Invoker;

namespace Twinyard.Workflows.Records;

/// <summary>Gathers the record of an attempt when its script has ended.</summary>
internal sealed class AttemptRecords(RunReads reads, MachineStore machines)
{
    /// <param name="trace">Null for a script that was not started; then there is no record.</param>
    /// <param name="outputs">The folder of outputs that are about to be committed; null where there are none.</param>
    /// <returns>As JSON.</returns>
    public async Task<string?> OfAsync(string runId, TwinTrace? trace, OutputFolder? outputs, CancellationToken cancellationToken)
    {
        var readsLeftOut = await reads.EndAsync(runId, cancellationToken);
        if (trace is null)
        {
            return null;
        }

        await machines.KeepAsync(trace.Machine, cancellationToken);
        var record = new AttemptRecord(trace.Tree, trace.Twin, trace.Kind, trace.Address, trace.Sandboxed, trace.Machine.Id) { ReadsLeftOut = readsLeftOut };
        if (outputs is null)
        {
            return record.ToJson();
        }

        var (files, leftOut) = await OutputDigests.OfAsync(outputs.Path, cancellationToken);
        return (record with { Outputs = files, OutputsLeftOut = leftOut }).ToJson();
    }
}

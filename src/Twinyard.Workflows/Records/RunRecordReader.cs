using System.Text.Json;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Workflows.Manifests;
using Twinyard.Workflows.Reading;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Records;

/// <summary>Puts a run's record together from the journal, what was kept beside it, and what other rooms made of its outputs.</summary>
internal sealed class RunRecordReader(
    Database database, RunStore runs, RunReadStore context, RunRecordStore records, RecordedReads reads, MachineStore machines, IEnumerable<IRunProducts> products)
{
    private const int MaximumProducts = 1000;

    public async Task<Result<RunRecord>> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync<Result<RunRecord>>(
            async session =>
            {
                if (await runs.FindAsync(id, session, cancellationToken) is not { } row || await context.ContextAsync(row, session, cancellationToken) is not { } of)
                {
                    return WorkflowReader.RunNotFound(id);
                }

                var record = AttemptRecord.FromJson(await records.FindAsync(id, session, cancellationToken));
                var machine = record is null ? null : await machines.FindAsync(record.Machine, session, cancellationToken);
                return ToRecord(row, of, record, machine, await reads.OfRunAsync(id, session, cancellationToken));
            },
            cancellationToken);
        if (!found.IsOk)
        {
            return found;
        }

        var made = new List<RunProductEntry>();
        foreach (var product in products)
        {
            made.AddRange((await product.OfRunAsync(id, MaximumProducts, cancellationToken)).Select(entry => new RunProductEntry(entry.Kind, entry.Name, entry.Version, entry.Digest)));
        }

        return found.Value with { Products = made };
    }

    private static RunRecord ToRecord(RunRow row, RunContextRow context, AttemptRecord? record, string? machine, IReadOnlyList<RunReadRow> reads)
    {
        var specification = WorkflowSpecification.FromJson(context.Specification);
        var execution = record is null ? null : new RunExecution(
            record.Tree, record.Twin, record.Kind, record.Address, record.Sandboxed, machine is null ? null : JsonSerializer.Deserialize<RunMachine>(machine, JsonSerializerOptions.Web));
        return new RunRecord(
            row.Id,
            row.Workflow,
            row.State,
            (int)row.Attempt,
            row.CommitId,
            context.Proposal,
            context.Approver,
            ContentHash.Of(context.Specification),
            row.BackupOf is null ? specification.Run.Script : specification.Backup?.Script ?? "",
            specification.Role,
            QueuedRun.Timeout(specification),
            Hash(context.EventJson),
            Hash(context.InputJson),
            Hash(row.Result),
            execution,
            [.. reads.Select(read => read.ToEntry())],
            record?.Outputs ?? [],
            [])
        {
            Secrets = record?.Secrets ?? [],
            ReadsLeftOut = record?.ReadsLeftOut ?? 0,
            OutputsLeftOut = record?.OutputsLeftOut ?? 0,
        };
    }

    private static string? Hash(string? json) => json is null ? null : ContentHash.Of(json);
}

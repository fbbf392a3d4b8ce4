using System.Text.Json.Nodes;
using Twinyard.Buckets;
using Twinyard.Inference.Bundles;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;

namespace Twinyard.Models.Runs;

/// <summary>
/// Makes a run's bundle the model's next version. Idempotent by run: the number is taken first, as a pending version; then the
/// archive is put; then the version is made ready, with its aliases and events, in one transaction. A crash between the steps
/// repeats them with the same number.
/// </summary>
internal sealed class VersionRegistrar(
    Database database, VersionStore versions, AliasStore aliases, IModelRegistry registry, ModelEvents events, IBuckets buckets, TimeProvider time)
{
    public async Task RegisterAsync(StagedModel staged, RunOutputs outputs, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream();
        BundleWriter.Pack(staged.Folder, archive);
        var sha256 = ContentHash.Of(archive.GetBuffer().AsSpan(0, (int)archive.Length));
        var row = await database.WriteAsync(session => ReserveAsync(staged, outputs, sha256, archive.Length, session, cancellationToken), cancellationToken);
        if (row.State == VersionRow.Ready)
        {
            return;
        }

        archive.Position = 0;
        var put = await buckets.PutAsync(ModelRegistry.Bucket, ModelRegistry.BundleKey(row.Model, row.Version), archive, "application/zip", cancellationToken);
        if (!put.IsOk)
        {
            throw new IOException($"The bundle of {row.Model} v{row.Version} cannot be kept: {put.Error}");
        }

        await database.WriteAsync(session => PublishAsync(row, staged.Registration, session, cancellationToken), cancellationToken);
    }

    private async Task<VersionRow> ReserveAsync(
        StagedModel staged, RunOutputs outputs, string sha256, long size, DbSession session, CancellationToken cancellationToken)
    {
        if (await versions.FindByRunAsync(staged.Name, outputs.RunId, session, cancellationToken) is { } known)
        {
            return known;
        }

        var now = time.NowMicros();
        var row = new VersionRow
        {
            Model = staged.Name,
            Version = await versions.NextVersionAsync(staged.Name, staged.Registration.Description, now, session, cancellationToken),
            State = VersionRow.Pending,
            Description = staged.Registration.Description,
            Sha256 = sha256,
            Size = size,
            RunId = outputs.RunId,
            Workflow = outputs.Workflow,
            CommitId = outputs.Commit,
            Datasets = ModelsJson.Write(staged.Registration.Datasets),
            Metrics = ModelsJson.Write(staged.Registration.Metrics),
            Pipeline = ModelsJson.Write(staged.Pipeline),
            CreatedAt = now,
        };
        await versions.AddAsync(row, session, cancellationToken);
        return row;
    }

    private async Task PublishAsync(VersionRow row, Registration registration, DbSession session, CancellationToken cancellationToken)
    {
        if (await versions.MakeReadyAsync(row.Model, row.Version, session, cancellationToken) == 0)
        {
            return;
        }

        var detail = new JsonObject
        {
            ["model"] = row.Model,
            ["version"] = row.Version,
            ["run"] = row.RunId,
            ["workflow"] = row.Workflow,
            ["commit"] = row.CommitId,
            ["sha256"] = row.Sha256,
            ["metrics"] = new JsonObject(registration.Metrics.Select(metric => KeyValuePair.Create(metric.Key, (JsonNode?)metric.Value))),
        };
        await events.PublishAsync("model.registered", row.Model, detail, session, cancellationToken);
        var first = await aliases.FindAsync(row.Model, ModelAliases.Champion, session, cancellationToken) is null;
        foreach (var alias in registration.Aliases.Concat(first ? [ModelAliases.Champion] : []).Distinct(StringComparer.Ordinal))
        {
            var set = await registry.SetAliasAsync(row.Model, alias, (int)row.Version, $"run/{row.RunId}", session, cancellationToken);
            if (!set.IsOk)
            {
                throw new InvalidOperationException($"The alias {alias} cannot name {row.Model} v{row.Version}: {set.Error}");
            }
        }
    }
}

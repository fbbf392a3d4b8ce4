using System.Text.Json.Nodes;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Models.Evaluations;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Models.Runs;

/// <summary>Takes <c>evaluations.ndjson</c>, after the models of the same run.</summary>
internal sealed class EvaluationOutput(
    Database database, VersionStore versions, EvaluationStore store, ModelEvents events, IAccessEvaluator access, IIdGenerator ids, TimeProvider time) : IRunOutput
{
    public static readonly DeclaredAction Put = new("models:PutEvaluation", "models:model/{name}", "a run's evaluations");

    public string Name => "evaluations";

    public int Order => 20;

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var lines = await EvaluationLine.ReadAsync(outputs.Folder, cancellationToken);
        if (!lines.IsOk)
        {
            return lines.Error;
        }

        var principal = new Principal(Principal.Run, outputs.RunId, outputs.Role);
        var registered = ModelOutput.Find(outputs.Folder);
        foreach (var line in lines.Value)
        {
            if (await CheckVersionAsync(line, registered, cancellationToken) is { } problem)
            {
                return problem;
            }

            var allowed = await access.RequireAsync(principal, Put.Action, Put.On(line.Model), cancellationToken);
            if (!allowed.IsOk)
            {
                return allowed;
            }
        }

        return Done.Value;
    }

    public async Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var lines = (await EvaluationLine.ReadAsync(outputs.Folder, cancellationToken)).Value;
        if (lines.Count > 0)
        {
            await database.WriteAsync(session => CommitAsync(outputs, lines, session, cancellationToken), cancellationToken);
        }
    }

    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CommitAsync(RunOutputs outputs, IReadOnlyList<EvaluationLine> lines, DbSession session, CancellationToken cancellationToken)
    {
        foreach (var line in lines)
        {
            var version = line.Number ?? await NewVersionAsync(line.Model, outputs.RunId, session, cancellationToken);
            var row = new EvaluationRow
            {
                Id = ids.NewId().ToString(),
                Model = line.Model,
                Version = version,
                Dataset = line.Dataset,
                RowCount = line.Rows,
                Metrics = ModelsJson.Write(line.Metrics),
                RunId = outputs.RunId,
                EvaluatedAt = time.NowMicros(),
            };
            if (await store.AddAsync(row, session, cancellationToken) == 0)
            {
                continue;
            }

            var detail = new JsonObject
            {
                ["model"] = row.Model,
                ["version"] = row.Version,
                ["dataset"] = row.Dataset,
                ["rows"] = row.RowCount,
                ["metrics"] = new JsonObject(line.Metrics.Select(metric => KeyValuePair.Create(metric.Key, (JsonNode?)metric.Value))),
                ["run"] = row.RunId,
            };
            await events.PublishAsync("model.evaluated", row.Model, detail, session, cancellationToken);
        }
    }

    private async Task<long> NewVersionAsync(string model, string runId, DbSession session, CancellationToken cancellationToken) =>
        (await versions.FindByRunAsync(model, runId, session, cancellationToken))?.Version
        ?? throw new InvalidOperationException($"Run {runId} has registered no version of {model}: its models are committed before its evaluations.");

    private async Task<Error?> CheckVersionAsync(EvaluationLine line, IReadOnlyList<string> registered, CancellationToken cancellationToken)
    {
        if (line.Number is not { } number)
        {
            return registered.Contains(line.Model, StringComparer.Ordinal)
                ? null
                : new InvalidError("output-invalid", $"{EvaluationLine.FileName} evaluates the new version of {line.Model}, and this run registers none.", $"Write a bundle to models/{line.Model}/, or name the version.");
        }

        var found = await database.ReadAsync(session => versions.FindAsync(line.Model, number, session, cancellationToken), cancellationToken);
        return found is null ? ModelRegistry.NoVersion(line.Model, number) : null;
    }
}

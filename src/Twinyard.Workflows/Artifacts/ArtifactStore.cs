using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Artifacts;

internal sealed class ArtifactStore
{
    /// <returns>Those of the runs that have ended.</returns>
    public Task<IReadOnlyList<EndedRunRow>> EndedAsync(IReadOnlyCollection<string> runs, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<EndedRunRow>(
            $"SELECT id AS Id, ended_at AS EndedAt FROM runs WHERE id {session.OneOf("@Runs")} AND ended_at IS NOT NULL", new { Runs = runs.ToArray() }, cancellationToken);

    public Task<int> RemovedAsync(string run, string why, long now, DbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "UPDATE runs SET artifacts_gone_at = @Now, artifacts_gone_why = @Why WHERE id = @Run AND ended_at IS NOT NULL", new { Run = run, Why = why, Now = now }, cancellationToken);
}

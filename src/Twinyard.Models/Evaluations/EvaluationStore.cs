using Twinyard.Platform.Data;

namespace Twinyard.Models.Evaluations;

internal sealed class EvaluationStore
{
    private const string Columns =
        """
        id AS Id, model AS Model, version AS Version, dataset AS Dataset, row_count AS RowCount, metrics AS Metrics, run_id AS RunId, evaluated_at AS EvaluatedAt
        """;

    /// <returns>0 when the run has told of this version and dataset before.</returns>
    public Task<int> AddAsync(EvaluationRow row, DbSession session, CancellationToken cancellationToken) => session.ExecuteAsync(
        """
        INSERT INTO models_evaluations (id, model, version, dataset, row_count, metrics, run_id, evaluated_at)
        VALUES (@Id, @Model, @Version, @Dataset, @RowCount, @Metrics, @RunId, @EvaluatedAt)
        ON CONFLICT (model, version, dataset, run_id) DO NOTHING
        """,
        row,
        cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="after">An id, or empty for the newest.</param>
    public Task<IReadOnlyList<EvaluationRow>> ListAsync(string model, string after, int limit, DbSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<EvaluationRow>(
            $"""
            SELECT {Columns} FROM models_evaluations
            WHERE model = @Model AND (@After = '' OR id < @After) ORDER BY id DESC LIMIT @Limit
            """,
            new { Model = model, After = after, Limit = limit },
            cancellationToken);

    /// <summary>Pairs of evaluations of two versions on the same dataset by the same run, newest first.</summary>
    public async Task<IReadOnlyList<(EvaluationRow Candidate, EvaluationRow Champion)>> ListPairsAsync(
        string model, long candidate, long champion, DbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<EvaluationRow>(
            $"""
            SELECT {Columns} FROM models_evaluations
            WHERE model = @Model AND version IN (@Candidate, @Champion) AND run_id IN (
                SELECT a.run_id FROM models_evaluations a
                JOIN models_evaluations b ON b.model = a.model AND b.run_id = a.run_id AND b.dataset = a.dataset AND b.version = @Champion
                WHERE a.model = @Model AND a.version = @Candidate)
            ORDER BY id DESC
            """,
            new { Model = model, Candidate = candidate, Champion = champion },
            cancellationToken);
        return
        [
            .. from one in rows
               join other in rows on (one.RunId, one.Dataset) equals (other.RunId, other.Dataset)
               where one.Version == candidate && other.Version == champion
               select (one, other),
        ];
    }
}

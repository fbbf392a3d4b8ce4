using Twinyard.Contracts.Models;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Time;

namespace Twinyard.Models.Evaluations;

internal sealed class EvaluationReports(Database database, EvaluationStore store) : IEvaluations
{
    public Task<Page<EvaluationEntry>> ListAsync(string model, PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var rows = await store.ListAsync(model, page.After ?? "", page.Size + 1, session, cancellationToken);
            return Page<EvaluationRow>.Cut(rows, page.Size, row => row.Id).Map(row => new EvaluationEntry(
                row.Model,
                (int)row.Version,
                row.Dataset,
                row.RowCount,
                ModelsJson.Read<IReadOnlyDictionary<string, double>>(row.Metrics),
                row.RunId,
                UnixMicros.FromUnixMicros(row.EvaluatedAt)));
        },
        cancellationToken);
}

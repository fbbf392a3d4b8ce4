using Twinyard.Platform.Data;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Steps;

/// <summary>Writes what becomes of the steps of one attempt, as long as the attempt holds the newest fence.</summary>
internal sealed class StepLedger(Database database, StepStore store) : IStepLedger
{
    public Task<IReadOnlyList<StepRow>> ReadAsync(string run) => database.ReadAsync(session => store.OfRunAsync(run, session, CancellationToken.None), CancellationToken.None);

    public Task<bool> BeginAsync(RunRow run, IReadOnlyList<StepRow> rows) => WriteAsync(run, async session =>
    {
        await store.DeleteAsync(run.Id, session, CancellationToken.None);
        await store.PutAsync(run.Id, rows, session, CancellationToken.None);
    });

    public Task<bool> PutAsync(RunRow run, params StepRow[] rows) => WriteAsync(run, session => store.PutAsync(run.Id, rows, session, CancellationToken.None));

    private Task<bool> WriteAsync(RunRow run, Func<DbSession, Task> write) => database.WriteAsync(
        async session =>
        {
            if (!await store.HoldAsync(run, session, CancellationToken.None))
            {
                return false;
            }

            await write(session);
            return true;
        },
        CancellationToken.None);
}

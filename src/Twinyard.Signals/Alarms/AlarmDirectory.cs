using Twinyard.Contracts.Signals;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Signals.Alarms;

internal sealed class AlarmDirectory(Database database, AlarmStore store) : IAlarms
{
    public async Task<Page<AlarmSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.PageAsync(session, page.After ?? "", page.Size + 1, cancellationToken), cancellationToken);
        return Page<AlarmRow>.Cut(rows, page.Size, row => row.Name).Map(row => Summary(row, AlarmSpecification.FromJson(row.Specification)));
    }

    public Task<Result<AlarmDetail>> GetAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<AlarmDetail>>(
            async session =>
            {
                if (await store.FindAsync(session, name, cancellationToken) is not { } row)
                {
                    return new NotFoundError("alarm-not-found", $"There is no alarm '{name}'.", "`twinyard alarm list` shows those there are.");
                }

                var alarm = AlarmSpecification.FromJson(row.Specification);
                var history = await store.HistoryAsync(session, name, cancellationToken);
                return new AlarmDetail(
                    Summary(row, alarm), alarm.Namespace, alarm.Metric, alarm.Statistic, alarm.Dimensions, row.Specification, [.. history.Select(Transition)]);
            },
            cancellationToken);

    private static AlarmSummary Summary(AlarmRow row, AlarmSpecification alarm) =>
        new(row.Name, row.State, row.Reason, UnixMicros.FromUnixMicros(row.StateSince), alarm.Condition, alarm.Workflow, alarm.Notify);

    private static AlarmTransition Transition(AlarmHistoryRow row) =>
        new(UnixMicros.FromUnixMicros(row.At), row.State, row.Previous, row.Reason, row.Value);
}

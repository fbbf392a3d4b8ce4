using Twinyard.Contracts.Signals;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Signals.Alarms;

/// <summary>Alarms and their states, for the console and the endpoints.</summary>
public interface IAlarms
{
    /// <summary>By name.</summary>
    Task<Page<AlarmSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    Task<Result<AlarmDetail>> GetAsync(string name, CancellationToken cancellationToken);
}

using Twinyard.Events.Bus;
using Twinyard.Platform.Data;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>Keeps what was published.</summary>
internal sealed class FakeBus : IEventBus
{
    public List<NewEvent> Published { get; } = [];

    public Task<string> PublishAsync(NewEvent newEvent, CancellationToken cancellationToken)
    {
        Published.Add(newEvent);
        return Task.FromResult($"{Published.Count}");
    }

    public Task<string> PublishAsync(NewEvent newEvent, DbSession session, CancellationToken cancellationToken) => PublishAsync(newEvent, cancellationToken);
}

using Twinyard.Platform.Paging;

namespace Twinyard.Events.Bus;

/// <summary>What happened lately, and how far its consumers are.</summary>
public interface IEventHistory
{
    /// <summary>Newest first. The cursor is the sequence of the last event seen.</summary>
    Task<Page<EventEnvelope>> ListAsync(string? source, string? detailType, PageRequest page, CancellationToken cancellationToken);

    /// <summary>How far each consumer is, and what it stumbles over.</summary>
    Task<IReadOnlyList<ConsumerState>> ListConsumersAsync(CancellationToken cancellationToken);
}

/// <param name="Behind">How many events it has not had yet.</param>
/// <param name="Aside">How many events it has failed on that later ones have passed, and that it is tried on again.</param>
/// <param name="Failures">How often it failed on the next event; 0 when all is well.</param>
public sealed record ConsumerState(string Name, long Position, long Behind, long Aside, int Failures, string LastError);

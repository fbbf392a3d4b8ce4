using Twinyard.Contracts.Notifications;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;

namespace Twinyard.Notifications.Outbox;

/// <summary>Every message that was ever to be sent, and what became of it.</summary>
public interface IOutbox
{
    /// <summary>Newest first.</summary>
    Task<Page<OutboxMessage>> ListAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>The message with its HTML (pictures as <c>data:</c> addresses), text and attachments.</summary>
    Task<Result<OutboxMessageDetail>> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>The message as it went out, RFC 5322.</summary>
    Task<Result<Stream>> OpenAsync(string id, CancellationToken cancellationToken);
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Time;

namespace Twinyard.EndToEnd.Tests.Browser;

/// <summary>An event that a consumer has given up on.</summary>
internal static class DeadLetterSeed
{
    public static async Task WriteAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var id = await services.GetRequiredService<IEventBus>().PublishAsync(new NewEvent("seed.letters", "letter.refused", new JsonObject { ["page"] = 1 }), cancellationToken);
        // A look at the history gives the event its place on the bus.
        await services.GetRequiredService<IEventHistory>().ListAsync("seed.letters", null, new PageRequest(null, 1), cancellationToken);
        await services.GetRequiredService<Database>().WriteAsync(
            session => session.ExecuteAsync(
                """
                INSERT INTO event_dead_letters (consumer, event_sequence, event_id, source, detail_type, attempts, error, at)
                SELECT 'workflows.triggers', sequence, id, source, detail_type, 8, 'the mail server did not answer', @Now FROM events WHERE id = @Id
                """,
                new { Id = id, Now = TimeProvider.System.NowMicros() },
                cancellationToken),
            cancellationToken);
    }
}

using Twinyard.Events.Bus;
using Twinyard.Platform.Data;

namespace Twinyard.Events.Tests.Support;

/// <summary>Writes what it handles into the database, in the transaction it is given, and fails where it is told to.</summary>
internal sealed class RecordingConsumer(string name, Func<EventEnvelope, bool>? failsOn = null, Func<Exception>? failure = null, bool takesReplays = false) : IEventConsumer
{
    public const string CreateTable = "CREATE TABLE IF NOT EXISTS handled (consumer TEXT NOT NULL, sequence BIGINT NOT NULL, detail_type TEXT NOT NULL)";

    public string Name => name;

    public bool TakesReplays => takesReplays;

    public int Calls { get; private set; }

    public static async Task<string> HandledAsync(Database database, string name)
    {
        var types = await database.ReadAsync(
            session => session.QueryAsync<string>("SELECT detail_type FROM handled WHERE consumer = @name ORDER BY sequence", new { name }, EventsTest.None),
            EventsTest.None);
        return string.Join(' ', types);
    }

    public async Task HandleAsync(EventEnvelope envelope, DbSession session, CancellationToken cancellationToken)
    {
        Calls++;
        await session.ExecuteAsync(
            "INSERT INTO handled (consumer, sequence, detail_type) VALUES (@name, @Sequence, @DetailType)",
            new { name, envelope.Sequence, envelope.DetailType },
            cancellationToken);
        if (failsOn?.Invoke(envelope) == true)
        {
            throw failure?.Invoke() ?? new InvalidOperationException("broken on purpose");
        }
    }
}

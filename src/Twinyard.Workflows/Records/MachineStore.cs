using System.Collections.Concurrent;
using System.Text.Json;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;
using Twinyard.Twins.Traces;

namespace Twinyard.Workflows.Records;

/// <summary>The machines that runs executed on, each kept once.</summary>
internal sealed class MachineStore(Database database, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, bool> _kept = new(StringComparer.Ordinal);

    /// <summary>One statement for each machine and process; nothing after that.</summary>
    public async Task KeepAsync(MachineFacts facts, CancellationToken cancellationToken)
    {
        if (_kept.ContainsKey(facts.Id))
        {
            return;
        }

        await database.WriteAsync(
            session => session.ExecuteAsync(
                "INSERT INTO run_machines (id, facts, seen_at) VALUES (@Id, @Facts, @Now) ON CONFLICT (id) DO NOTHING",
                new { facts.Id, Facts = JsonSerializer.Serialize(facts, JsonSerializerOptions.Web), Now = time.NowMicros() },
                cancellationToken),
            cancellationToken);
        _kept[facts.Id] = true;
    }

    public Task<string?> FindAsync(string id, DbSession session, CancellationToken cancellationToken) =>
        session.FirstOrDefaultAsync<string>("SELECT facts FROM run_machines WHERE id = @Id", new { Id = id }, cancellationToken);
}

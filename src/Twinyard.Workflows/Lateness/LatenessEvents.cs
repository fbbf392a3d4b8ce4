using System.Globalization;
using System.Text.Json.Nodes;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Time;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Lateness;

/// <summary>Tells the bus that a run is late, or that it caught up, in the transaction that notes it.</summary>
internal sealed class LatenessEvents(IEventBus bus, IServerAddress server)
{
    public const string Late = "run.late";
    public const string CaughtUp = "run.caught-up";

    /// <param name="open">What is late of this workflow when the transaction commits.</param>
    public Task PublishAsync(string detailType, string workflow, LateOccurrence late, long open, DbSession session, CancellationToken cancellationToken)
    {
        var detail = new JsonObject
        {
            ["workflow"] = workflow,
            ["occurrence"] = late.OccurrenceId,
            ["trigger"] = late.TriggerKind,
            ["reference"] = late.Label,
            ["due"] = UnixMicros.FromUnixMicros(late.DueAt).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["ticks"] = late.Ticks,
            ["expected"] = late.Expectation,
            ["late"] = open,
        };
        var resources = new List<string> { new ResourceName(server.Environment, "workflows", "workflow", workflow).ToString() };
        if (late.RunId is { } run)
        {
            detail["runId"] = run;
            resources.Add(new ResourceName(server.Environment, "workflows", "run", run).ToString());
        }

        return bus.PublishAsync(new NewEvent(RunEvents.Source, detailType, detail) { Resources = resources }, session, cancellationToken);
    }
}

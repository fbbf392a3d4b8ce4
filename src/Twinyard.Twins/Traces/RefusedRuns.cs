using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Twinyard.Access;
using Twinyard.Access.Audit;
using Twinyard.Access.Policies;
using Twinyard.Events.Bus;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Traces;

/// <summary>Keeps a trace of every run that was to execute something else than a merged tree: an event on the bus, an entry of the audit trail, and a line in the server's log.</summary>
internal sealed partial class RefusedRuns(IEventBus bus, IAuditTrail audit, IServerAddress server, ILogger<RefusedRuns> logger)
{
    public const string Source = "twinyard.twins";
    public const string Refused = "run.refused";

    public static readonly DeclaredAction Execute = new("twins:ExecuteTree", "repositories:commit/{commit}", "a run of a tree that is not the one that was deployed is refused") { IsOnlyAudited = true };

    public async Task AuditAsync(TwinRun run, Error error)
    {
        LogRefused(run.RunId, run.Commit, error.Message);
        var subject = AuditSubject.Of(new Principal(Principal.Run, run.RunId, ""), Execute.Action, Execute.On(run.Commit), error.Message);
        audit.Refuse(subject, new AuditRefusal(AuditDecision.Deny, 0));
        var detail = new JsonObject
        {
            ["runId"] = run.RunId,
            ["commit"] = run.Commit,
            ["folder"] = run.Folder,
            ["script"] = run.Script,
            ["code"] = error.Code,
            ["reason"] = error.Message,
        };
        await bus.PublishAsync(
            new NewEvent(Source, Refused, detail) { Resources = [new ResourceName(server.Environment, "workflows", "run", run.RunId).ToString()] }, CancellationToken.None);
    }

    [LoggerMessage(EventId = 1405, Level = LogLevel.Warning, Message = "Run {RunId} of the commit {Commit} was refused: {Reason}")]
    private partial void LogRefused(string runId, string commit, string reason);
}

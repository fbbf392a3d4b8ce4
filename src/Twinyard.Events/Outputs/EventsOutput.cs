using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Events.Outputs;

/// <summary>
/// <c>events.ndjson</c> of a run: one event a line. Applied last, so that whoever hears of a model, table or object finds it. The line's
/// number and the run's id make the event's id, so that committing again publishes nothing twice.
/// </summary>
internal sealed class EventsOutput(IEventBus bus, Database database, IAccessEvaluator access) : IRunOutput
{
    public static readonly DeclaredAction Put = new("events:PutEvent", "events:bus/default", "a run's `events.ndjson`");

    public const string FileName = "events.ndjson";

    private const int MostEvents = 1000;

    private static readonly string[] Members = ["source", "detailType", "detail", "resources"];

    public string Name => "events";

    public int Order => 100;

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var events = await ReadAsync(outputs, cancellationToken);
        if (!events.IsOk)
        {
            return events.Error;
        }

        return events.Value.Count == 0
            ? Done.Value
            : await access.RequireAsync(new Principal(Principal.Run, outputs.RunId, outputs.Role), Put.Action, Put.Resource, cancellationToken);
    }

    public async Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        // Staging has refused what cannot be read, and nobody writes to the folder after it.
        var events = (await ReadAsync(outputs, cancellationToken)).Value;
        if (events.Count == 0)
        {
            return;
        }

        await database.WriteAsync(
            async session =>
            {
                foreach (var one in events)
                {
                    await bus.PublishAsync(one, session, cancellationToken);
                }
            },
            cancellationToken);
    }

    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<Result<IReadOnlyList<NewEvent>>> ReadAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        var path = Path.Combine(outputs.Folder, FileName);
        var events = new List<NewEvent>();
        if (!File.Exists(path))
        {
            return events;
        }

        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (events.Count == MostEvents)
            {
                return new LimitError("run-output-too-large", $"{FileName} has more than {MostEvents} events.", "Put rows into a table and publish one event about them.");
            }

            var read = Read(line, outputs);
            if (!read.IsOk)
            {
                return Result<IReadOnlyList<NewEvent>>.Fail(At(number, read.Error));
            }

            var id = string.Create(CultureInfo.InvariantCulture, $"{outputs.RunId}-{number}");
            events.Add(read.Value with { Id = id });
        }

        return events;
    }

    private static Result<NewEvent> Read(string line, RunOutputs outputs)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject json)
            {
                return new InvalidError("run-output-invalid", "The line is not a JSON object.");
            }

            if (json.Select(member => member.Key).FirstOrDefault(key => !Members.Contains(key, StringComparer.Ordinal)) is { } unknown)
            {
                return new InvalidError("run-output-invalid", $"The member '{unknown}' is not known.", $"An event has {string.Join(", ", Members)}.");
            }

            return EventRules.Check(
                json["source"]?.GetValue<string>() ?? $"script.{outputs.Workflow}",
                json["detailType"]?.GetValue<string>(),
                json["detail"]?.AsObject(),
                json["resources"]?.AsArray().Select(item => item?.GetValue<string>() ?? "").ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return new InvalidError("run-output-invalid", $"The line cannot be read: {e.Message}");
        }
    }

    private static Error At(int line, Error error) => error with { Message = $"{FileName}({line}): {error.Message}" };
}

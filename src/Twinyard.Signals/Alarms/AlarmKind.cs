using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Signals.Alarms;

/// <summary>
/// <c>resources/alarms/*.yaml</c>. A workflow's own alarms arrive through the same kind, derived from its manifest, named
/// <c>&lt;workflow&gt;/&lt;metric&gt;</c>.
/// </summary>
internal sealed class AlarmKind(AlarmStore store, AlarmWake wake, TimeProvider time) : IResourceKind
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(1);

    public string Kind => "alarm";

    public ResourceReading Read(ResourceDeclaration declaration)
    {
        var body = declaration.Body;
        var (breaching, evaluated) = ReadDatapoints(body);
        var specification = new AlarmSpecification
        {
            Namespace = body.Text("namespace", required: true) ?? "",
            Metric = body.Text("metric", required: true) ?? "",
            Statistic = body.Choice("statistic", "avg", "avg", "min", "max", "sum", "count"),
            Dimensions = ReadDimensions(body),
            Period = ReadPeriod(body, evaluated),
            Threshold = ReadThreshold(body),
            Breaching = breaching,
            Evaluated = evaluated,
            Missing = AlarmWords.TryParseMissing(body.Choice("missing", "missing", "missing", "ignore", "breaching", "notBreaching"), out var missing) ? missing : default,
            Notify = body.Texts("notify"),
            Description = body.Text("description"),
        };
        var references = specification.Notify.Select(topic => new ResourceReference("topic", topic, body.Place("notify", $"There is no topic '{topic}'."))).ToList();
        body.RejectUnknownKeys();
        return new ResourceReading(specification.ToJson(), references);
    }

    public Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken) =>
        store.SpecificationsAsync(session, cancellationToken);

    public IReadOnlyList<(string Kind, string Name)> Needs(string specification) =>
        [.. AlarmSpecification.FromJson(specification).Notify.Select(topic => ("topic", topic))];

    public async Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken)
    {
        // Read before it is stored: what cannot be read must fail the deploy and not every later evaluation.
        _ = AlarmSpecification.FromJson(specification);
        await store.PutAsync(session, name, specification, time.GetUtcNow(), cancellationToken);
        session.OnCommitted(wake.Signal.Raise);
    }

    public Task DeleteAsync(string name, DeployContext context, DbSession session, CancellationToken cancellationToken) =>
        store.DeleteAsync(session, name, cancellationToken);

    private static (int Breaching, int Evaluated) ReadDatapoints(ManifestMap body)
    {
        var text = body.Text("datapoints", "1 of 1");
        if (AlarmWords.TryParseDatapoints(text, out var breaching, out var evaluated))
        {
            return (breaching, evaluated);
        }

        body.Report("datapoints", $"'{text}' is not M of N with M from 1 to N. Write 2 of 3, for example.");
        return (1, 1);
    }

    private static TimeSpan ReadPeriod(ManifestMap body, int evaluated)
    {
        var period = body.Duration("period", TimeSpan.FromMinutes(1));
        if (period < ShortestPeriod || period.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            body.Report("period", "A period is a whole number of seconds, one at least.");
            return TimeSpan.FromMinutes(1);
        }

        if (period * evaluated > LongestSpan)
        {
            body.Report("period", $"{evaluated} periods of {DurationWords.Of(period)} are longer than a day, which is the most that is evaluated.");
        }

        return period;
    }

    private static AlarmThreshold ReadThreshold(ManifestMap body)
    {
        var text = body.Text("threshold", required: true);
        if (text is not null && AlarmThreshold.TryParse(text, out var threshold))
        {
            return threshold;
        }

        if (text is not null)
        {
            body.Report("threshold", $"'{text}' is not a comparison. Write \"> 20\"; >, >=, < and <= are known.");
        }

        return new AlarmThreshold(">", 0);
    }

    private static Dictionary<string, string> ReadDimensions(ManifestMap body)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        if (body.Map("dimensions") is { } map)
        {
            foreach (var key in map.Keys)
            {
                dimensions[key] = map.Text(key) ?? "";
            }
        }

        return dimensions;
    }
}

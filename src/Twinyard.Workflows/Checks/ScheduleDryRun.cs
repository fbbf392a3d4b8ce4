using System.Globalization;
using System.Text.Json;
using Twinyard.Events.Schedules;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Manifests;

namespace Twinyard.Workflows.Checks;

/// <summary><c>schedules</c>: the next ticks of every declared schedule, in its own zone. A schedule that is never due again, or too often, fails.</summary>
internal sealed class ScheduleDryRun(TimeProvider time) : ICheckKind
{
    private const int DefaultTicks = 5;

    public string Kind => "schedules";

    public string Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var specification = new Specification((int)body.Integer("next", DefaultTicks, 1, ScheduleTimes.Most), body.Duration("apart", TimeSpan.Zero));
        body.RejectUnknownKeys();
        return JsonSerializer.Serialize(specification);
    }

    public Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken)
    {
        var it = JsonSerializer.Deserialize<Specification>(specification) ?? throw new InvalidOperationException("A stored check is JSON null.");
        var findings = DeclaredTriggers.Of(tree).Where(one => one.Trigger.Schedule is not null).Select(one => Look(one.Workflow, one.Trigger, it)).ToList();
        return Task.FromResult(new CheckVerdict(findings.Count > 0 ? findings : [new CheckFinding(true, "The tree declares no schedules.")]));
    }

    private CheckFinding Look(string workflow, TriggerSpecification trigger, Specification it)
    {
        var what = $"{workflow}: {trigger.Schedule} in {trigger.Timezone ?? "UTC"}";
        // One more than is told, so that a single tick is compared with the next as well.
        var times = ScheduleTimes.Compute(trigger.Schedule ?? "", trigger.Timezone ?? "UTC", time.GetUtcNow(), Math.Min(it.Next + 1, ScheduleTimes.Most));
        if (!times.IsOk)
        {
            return new CheckFinding(false, $"{what}: {times.Error}");
        }

        if (times.Value.Times.Count == 0)
        {
            return new CheckFinding(false, $"{what} is never due again.");
        }

        var shown = string.Join(", ", times.Value.Times.Take(it.Next).Select(tick => tick.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)));
        var skipped = times.Value.NoSuchLocalTime.Count == 0
            ? ""
            : $"; no such local time: {string.Join(", ", times.Value.NoSuchLocalTime.Select(local => local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)))}";
        var close = times.Value.Times.Zip(times.Value.Times.Skip(1)).Where(pair => pair.Second - pair.First < it.Apart).Select(pair => (DateTimeOffset?)pair.First).FirstOrDefault();
        return close is { } tick
            ? new CheckFinding(false, $"{what} is due at {tick:yyyy-MM-dd HH:mm:ss zzz} and again within less than the {it.Apart:g} that the check asks for.")
            : new CheckFinding(true, $"{what}: {shown}{skipped}");
    }

    /// <param name="Apart">Least time between two ticks.</param>
    private sealed record Specification(int Next, TimeSpan Apart);
}

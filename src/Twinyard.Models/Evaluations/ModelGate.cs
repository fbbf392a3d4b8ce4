using System.Globalization;
using Twinyard.Models.Registry;
using Twinyard.Platform.Data;

namespace Twinyard.Models.Evaluations;

internal sealed class ModelGate(Database database, EvaluationStore store) : IModelGate
{
    public async Task<GateDecision> CompareAsync(string model, int candidate, int champion, string metric, double tolerance, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        if (candidate == champion)
        {
            return new GateDecision(true, [$"v{candidate} is the champion itself."]);
        }

        var pairs = await database.ReadAsync(session => store.ListPairsAsync(model, candidate, champion, session, cancellationToken), cancellationToken);
        var reasons = new List<string>();
        var passed = pairs.Count > 0;
        foreach (var (one, other) in pairs.DistinctBy(pair => pair.Candidate.Dataset, StringComparer.Ordinal).OrderBy(pair => pair.Candidate.Dataset, StringComparer.Ordinal))
        {
            var (good, reason) = Judge(one, other, metric, tolerance);
            passed &= good;
            reasons.Add(reason);
        }

        return pairs.Count > 0
            ? new GateDecision(passed, reasons)
            : new GateDecision(false, [$"No run has evaluated both v{candidate} and v{champion} of {model} on the same dataset. Run a workflow that writes evaluations of both."]);
    }

    private static (bool Good, string Reason) Judge(EvaluationRow candidate, EvaluationRow champion, string metric, double tolerance)
    {
        if (MetricOf(candidate, metric) is not { } mine || MetricOf(champion, metric) is not { } theirs)
        {
            return (false, $"{candidate.Dataset}: run {candidate.RunId} measured no {metric} for both versions.");
        }

        // Of a negative metric, a share more is a worse bound only when taken of its size.
        var allowed = theirs + tolerance * Math.Abs(theirs);
        var good = mine <= allowed;
        return (good, string.Create(
            CultureInfo.InvariantCulture,
            $"{candidate.Dataset}: {metric} {mine:0.###} of v{candidate.Version} {(good ? "is within" : "exceeds")} {allowed:0.###}, which is {theirs:0.###} of v{champion.Version} plus {tolerance:0.#%}."));
    }

    private static double? MetricOf(EvaluationRow row, string metric) =>
        ModelsJson.Read<Dictionary<string, double>>(row.Metrics).TryGetValue(metric, out var value) ? value : null;
}

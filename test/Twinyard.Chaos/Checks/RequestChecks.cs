using System.Text.Json.Nodes;
using Twinyard.Chaos.Evidence;
using Twinyard.Chaos.Requests;

namespace Twinyard.Chaos.Checks;

/// <summary>Promise 1, as those see it who ask: what was acknowledged happened once, what was refused did not, and whatever else at most once.</summary>
internal static class RequestChecks
{
    private const int Promise = 1;

    public static IEnumerable<Violation> Of(State state, IReadOnlyList<Request> requests)
    {
        var events = state.Events.Where(one => one.Source == "chaos").ToLookup(one => NumberOf(one.Detail), one => one.Id);
        var deliveries = state.Events.Where(one => one.Source == "twinyard.webhooks").ToLookup(one => int.Parse((string?)JsonNode.Parse(one.Detail)?["delivery"] ?? "-1", System.Globalization.CultureInfo.InvariantCulture), one => one.Id);
        var starts = state.Occurrences.Where(one => one.Kind == "manual").ToLookup(one => NumberOf(one.Input ?? "{}"));
        var runs = state.Runs.Where(run => run.BackupOf is null).ToLookup(run => run.OccurrenceId, run => run.Id);
        foreach (var request in requests)
        {
            var violation = request.Kind switch
            {
                RequestKind.Event => Check(request, [.. events[request.Number]]),
                RequestKind.Delivery => Check(request, [.. deliveries[request.Number]]),
                _ => CheckStart(request, [.. starts[request.Number]], runs),
            };
            if (violation is not null)
            {
                yield return violation;
            }
        }
    }

    private static Violation? Check(Request request, IReadOnlyList<string> happened) => request.Answer switch
    {
        Answer.Accepted when happened.Count != 1 || happened[0] != request.Id => Wrong("What was acknowledged did not happen exactly once.", request, happened),
        Answer.Refused or Answer.Skipped when happened.Count > 0 => Wrong("What was refused has happened.", request, happened),
        Answer.Unknown when happened.Count > 1 => Wrong("What was asked for once has happened more than once.", request, happened),
        _ => null,
    };

    private static Violation? CheckStart(Request request, IReadOnlyList<OccurrenceRow> happened, ILookup<string, string> runs) => request.Answer switch
    {
        Answer.Skipped => happened is [{ Outcome: "skipped" }] ? null : Wrong("A start that was skipped is not on the ledger as such, once.", request, [.. happened.Select(one => one.Id)]),
        Answer.Accepted when happened is [var one] && runs[one.Id].Contains(request.Id) => null,
        Answer.Accepted => Wrong("A start that was acknowledged did not happen exactly once.", request, [.. happened.Select(one => one.Id)]),
        _ => Check(request, [.. happened.Select(one => one.Id)]),
    };

    private static Violation Wrong(string what, Request request, IReadOnlyList<string> happened) => new(Promise, what, $"{request}: {string.Join(", ", happened)}");

    private static int NumberOf(string json) => JsonNode.Parse(json)?["number"]?.GetValue<int>() ?? -1;
}

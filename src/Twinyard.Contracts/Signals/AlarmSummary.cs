namespace Twinyard.Contracts.Signals;

/// <summary>An alarm and its present state.</summary>
/// <param name="State"><c>OK</c>, <c>ALARM</c> or <c>INSUFFICIENT_DATA</c>.</param>
/// <param name="Reason">Why it is in this state: which data points, against which threshold.</param>
/// <param name="Condition">One line for people: <c>avg rmse &gt; 20 for 2 of 3 periods of 60s</c>.</param>
/// <param name="Workflow">The workflow that declared it; null for an alarm of its own file.</param>
public sealed record AlarmSummary(
    string Name, string State, string Reason, DateTimeOffset StateSince, string Condition, string? Workflow, IReadOnlyList<string> Notify);

/// <param name="Specification">The alarm as declared, canonical JSON.</param>
/// <param name="History">Transitions, newest first, at most 100.</param>
public sealed record AlarmDetail(
    AlarmSummary Summary,
    string Namespace,
    string Metric,
    string Statistic,
    IReadOnlyDictionary<string, string> Dimensions,
    string Specification,
    IReadOnlyList<AlarmTransition> History);

/// <param name="Value">The newest evaluated value; null where data was missing.</param>
public sealed record AlarmTransition(DateTimeOffset At, string State, string Previous, string Reason, double? Value);

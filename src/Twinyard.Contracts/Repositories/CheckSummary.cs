namespace Twinyard.Contracts.Repositories;

/// <param name="Kind"><c>lint</c>, <c>script</c>, or a built-in kind such as <c>model-gate</c>.</param>
/// <param name="State"><c>pending</c>, <c>running</c>, <c>passed</c>, <c>failed</c> or <c>cancelled</c> (a newer head came).</param>
/// <param name="Error">Why it failed; empty otherwise.</param>
/// <param name="Detail">What was compared with what, a line each, also when it passed; empty for scripts, whose log tells.</param>
/// <param name="LogStream">Where its output is.</param>
public sealed record CheckSummary(
    string Id, string Name, string Kind, string State, string Error, string Detail, string LogStream, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

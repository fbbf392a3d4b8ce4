namespace Twinyard.Contracts.Repositories;

/// <param name="State"><c>pending</c>, <c>running</c>, <c>passed</c>, <c>failed</c> or <c>cancelled</c> (a newer head came).</param>
/// <param name="Error">Why it failed; empty otherwise.</param>
/// <param name="LogStream">Where its output is.</param>
public sealed record CheckSummary(string Id, string Name, string State, string Error, string LogStream, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

namespace Twinyard.Contracts.Workflows;

/// <summary>A run in a list.</summary>
/// <param name="State"><c>queued</c>, <c>running</c>, <c>committing</c>, <c>succeeded</c>, <c>failed</c>, <c>timed-out</c> or <c>cancelled</c>.</param>
/// <param name="Trigger"><c>schedule</c>, <c>event</c> or <c>manual</c>.</param>
/// <param name="Attempt">How often it has been started; 0 while it waits for the first time.</param>
/// <param name="BackupOf">The failed run that this one stands in for.</param>
public sealed record RunSummary(
    string Id,
    string Workflow,
    string State,
    string Trigger,
    string Commit,
    int Attempt,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? Error,
    string? BackupOf)
{
    /// <summary>What a running run waits for before its script starts, such as its twin; null where it does not wait.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>The failed run whose steps this one goes on from.</summary>
    public string? ResumedFrom { get; init; }
}

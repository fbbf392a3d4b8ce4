using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.Checks;

internal sealed class CheckRow
{
    /// <summary>The check that every proposal has: all declarations are read and planned.</summary>
    public const string Lint = "lint";

    public string Id { get; init; } = "";

    public long ProposalId { get; init; }

    public string Head { get; init; } = "";

    public long Position { get; init; }

    public string Name { get; init; } = "";

    /// <summary><see cref="CheckStep.Script"/>, <see cref="Lint"/>, or a built-in kind.</summary>
    public string Kind { get; init; } = CheckStep.Script;

    /// <summary>Of a built-in kind, its JSON; of a script, the JSON list of what it may reach, or empty where the step has none.</summary>
    public string Specification { get; init; } = "";

    /// <summary>Of a script, its path; else empty.</summary>
    public string Script { get; init; } = "";

    public long TimeoutMs { get; init; }

    public string State { get; init; } = CheckState.Pending;

    public string Error { get; init; } = "";

    /// <summary>What was found, also when it passed.</summary>
    public string Detail { get; init; } = "";

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public string LogStream => $"check/{Id}";

    public CheckSummary ToSummary() =>
        new(Id, Name, Kind, State, Error, Detail, LogStream, UnixMicros.FromUnixMicros(StartedAt), UnixMicros.FromUnixMicros(EndedAt));
}

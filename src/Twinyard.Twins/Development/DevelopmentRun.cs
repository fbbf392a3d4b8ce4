using Twinyard.Access;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Ports;
using Twinyard.Twins.Notebooks;
using Twinyard.Twins.Processes;

namespace Twinyard.Twins.Development;

/// <summary>One run of the development twin: in memory, since with its server its kernel is gone too.</summary>
internal sealed class DevelopmentRun(string id, Principal owner, TwinRun run, string twin, DateTimeOffset startedAt, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private int _tries = 1;

    public string Id => id;

    public Principal Owner => owner;

    public TwinRun Run { get; set; } = run;

    /// <summary>The workflow as which it runs, and what that means for it.</summary>
    public (string? Name, IReadOnlyList<string> Settings) Workflow { get; init; } = (null, []);

    public CancellationToken Token => _cancel.Token;

    /// <summary>Held while it is executed or its kernel is taken away.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>A notebook's kernel, while it is kept.</summary>
    public NotebookExecution? Kept { get; set; }

    public RunFolder? Folder { get; set; }

    /// <summary>Where the newest try writes; null between tries.</summary>
    public LogPump? Log { get; set; }

    public TwinOutcome? Outcome { get; private set; }

    public DateTimeOffset StartedAt { get; private set; } = startedAt;

    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset? KeptUntil { get; set; }

    public string LogStream => $"twin/{id}-{_tries}";

    public bool HasEnded => Outcome is not null;

    public void Cancel() => _cancel.Cancel();

    public void End(TwinOutcome outcome, DateTimeOffset at) => (Outcome, EndedAt) = (outcome, at);

    public void BeginAgain(DateTimeOffset at)
    {
        _tries++;
        (Outcome, EndedAt, StartedAt, KeptUntil) = (null, null, at, null);
    }

    public ValueTask WriteAsync(string source, string text) => Log?.WriteAsync(source, text) ?? ValueTask.CompletedTask;

    public DevelopmentRunSummary ToSummary() => new(
        id, Run.Script, twin, State(Outcome), Outcome?.Explain(), LogStream, StartedAt, EndedAt, Kept?.StoppedAt + 1, Kept is null ? null : KeptUntil, HasEnded ? Outputs() : [])
    {
        Workflow = Workflow.Name,
        Settings = Workflow.Settings,
    };

    public void Dispose()
    {
        _cancel.Dispose();
        Gate.Dispose();
    }

    private DevelopmentOutput[] Outputs()
    {
        var folder = new DirectoryInfo(Run.OutputFolder);
        return folder.Exists
            ? [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).Take(1000).Select(file => new DevelopmentOutput(Path.GetRelativePath(folder.FullName, file.FullName), file.Length)).OrderBy(output => output.Path, StringComparer.Ordinal)]
            : [];
    }

    private static string State(TwinOutcome? outcome) => outcome switch
    {
        null => "running",
        TwinSucceeded => "succeeded",
        TwinTimedOut => "timed-out",
        TwinCancelled => "cancelled",
        _ => "failed",
    };
}

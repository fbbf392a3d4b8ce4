using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Access;
using Twinyard.Access.Tokens;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Layers;
using Twinyard.Twins.Notebooks;

namespace Twinyard.Twins.Development;

/// <summary>
/// The development twin: runs what a person sends, in a session of the person's own role. The newest <see cref="MostRuns"/> are remembered until the
/// server stops. A failed notebook's kernel is kept for a while, so that it can go on from the cell that failed.
/// </summary>
internal sealed partial class DevelopmentRuns(
    DevelopmentExecutor executor,
    ITokens tokens,
    HomeDirectory home,
    IOptions<TwinsOptions> options,
    ILayers layers,
    IScriptManifests manifests,
    IIdGenerator ids,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DevelopmentRuns> logger) : IAsyncDisposable
{
    public const int MostRuns = 200;
    public const int MostRunning = 16;
    public const int MostKept = 8;

    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<string, (DevelopmentRun Run, Task Task)> _runs = new(StringComparer.Ordinal);
    // With the server's first step of stopping: whoever follows a run's log keeps a connection open until the run has ended.
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    /// <summary>Begins a run; its log says what it does.</summary>
    public async Task<Result<DevelopmentRunSummary>> StartAsync(DevelopmentRunRequest request, Principal principal, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Script) || request.Files is null or [] || request.Files.Any(file => string.IsNullOrEmpty(file.Path) || file.Content is null))
        {
            return new InvalidError("twin-run-empty", "A run needs a script and its files.", "Send script, and files with path and content.");
        }

        var files = request.Files.DistinctBy(file => file.Path).ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
        var manifest = request.IgnoreManifest ? Result<ScriptManifest?>.Ok(null) : manifests.Find(request.Script, files);
        if (!manifest.IsOk)
        {
            return manifest.Error;
        }

        var planned = DevelopmentPlan.Of(request, manifest.Value, options.Value);
        if ((planned.IsOk ? await RefuseAsync(planned.Value, cancellationToken) : planned.Error) is { } problem)
        {
            return problem;
        }

        if (_runs.Values.Count(entry => !entry.Run.HasEnded) >= MostRunning)
        {
            return new LimitError("twin-busy", $"The development twin runs {MostRunning} scripts already.", "Wait for one to end, or cancel one: `twinyard twin status`.");
        }

        var id = ids.NewId().ToString();
        var session = new TokenRequest(new Principal(Principal.Run, id, principal.Role), $"{request.Script} of {principal.Name} in the development twin", LongestSession);
        var issued = await tokens.IssueAsync(session, cancellationToken);
        var plan = planned.Value;
        var run = new DevelopmentRun(id, principal, ToRun(id, request.Input, plan, files, issued.Secret, principal), plan.Twin, time.GetUtcNow(), _stopping.Token)
        {
            Workflow = (plan.Workflow, plan.Settings),
        };
        _runs[id] = (run, ExecuteAsync(run, 0));
        Forget();
        return run.ToSummary();
    }

    public IReadOnlyList<DevelopmentRunSummary> List(Principal principal) =>
        [.. _runs.Values.Select(entry => entry.Run).Where(run => Sees(principal, run)).OrderByDescending(run => run.StartedAt).Select(run => run.ToSummary())];

    public Result<DevelopmentRunSummary> Get(string id, Principal principal) => Find(id, principal).Map(entry => entry.Run.ToSummary());

    /// <summary>The notebook with its outputs so far.</summary>
    public async Task<Result<byte[]>> NotebookAsync(string id, Principal principal, CancellationToken cancellationToken)
    {
        var found = Find(id, principal);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var path = Path.Combine(found.Value.Run.Run.ArtifactFolder ?? "", ExecutedNotebook.FileName);
        return File.Exists(path)
            ? await File.ReadAllBytesAsync(path, cancellationToken)
            : new NotFoundError("notebook-not-found", $"The run {id} has no executed notebook.", "Only a notebook that was started leaves one.");
    }

    public Result<DevelopmentRunSummary> Cancel(string id, Principal principal)
    {
        var found = Find(id, principal);
        if (!found.IsOk)
        {
            return found.Error;
        }

        if (found.Value.Run.HasEnded)
        {
            return new ConflictError("run-ended", $"The run {id} has ended.");
        }

        found.Value.Run.Cancel();
        return found.Value.Run.ToSummary();
    }

    /// <summary>Goes on from the cell that stopped a notebook, in the kernel that still has the state of the cells before it.</summary>
    public async Task<Result<DevelopmentRunSummary>> ResumeAsync(string id, ResumeRequest request, Principal principal, CancellationToken cancellationToken)
    {
        var found = Find(id, principal);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var run = found.Value.Run;
        var limits = DevelopmentLimits.Of(request.Timeout, request.CellTimeout, new DevelopmentLimits(run.Run.Timeout, run.Run.CellTimeout));
        if (!limits.IsOk)
        {
            return limits.Error;
        }

        if (!await run.Gate.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new ConflictError("run-running", $"The run {id} has not ended.");
        }

        try
        {
            var from = await ResumePoint.FindAsync(run, request, cancellationToken);
            if (!from.IsOk)
            {
                return from.Error;
            }

            run.BeginAgain(time.GetUtcNow());
            run.Run = run.Run with { Timeout = limits.Value.Run, CellTimeout = limits.Value.Cell };
            _runs[id] = (run, ExecuteAsync(run, from.Value));
            return run.ToSummary();
        }
        finally
        {
            run.Gate.Release();
        }
    }

    /// <summary>Takes kernels away that were kept long enough.</summary>
    public async Task ExpireAsync()
    {
        var kept = _runs.Values.Select(entry => entry.Run).Where(run => run.Kept is not null && run.HasEnded).OrderByDescending(run => run.KeptUntil).ToList();
        foreach (var run in kept.Where((run, place) => run.KeptUntil <= time.GetUtcNow() || place >= MostKept))
        {
            if (await run.Gate.WaitAsync(TimeSpan.Zero))
            {
                // Resumed meanwhile, it is in use again.
                await (run.HasEnded ? ReleaseAsync(run) : Task.CompletedTask);
                run.Gate.Release();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var (run, task) in _runs.Values)
        {
            await task;
            await ReleaseAsync(run);
            DevelopmentExecutor.Remove(Place(run.Id));
            run.Dispose();
        }

        _stopping.Dispose();
    }

    private async Task<Error?> RefuseAsync(DevelopmentPlan plan, CancellationToken cancellationToken)
    {
        foreach (var layer in plan.Layers)
        {
            if ((await layers.FindAsync(layer, cancellationToken)).Error is { } missing)
            {
                return missing;
            }
        }

        if (plan.Twin == TwinsOptions.Local)
        {
            return null;
        }

        return !options.Value.Named.TryGetValue(plan.Twin, out var named) ? TwinSwitch.Unknown(plan.Twin, options.Value)
            : plan.Layers.Count > 0 && named.Kind == TwinSettings.Jupyter ? TwinSwitch.NoLayers(plan.Twin)
            : null;
    }

    private async Task ExecuteAsync(DevelopmentRun run, int from)
    {
        // The request that asked for it does not wait.
        await Task.Yield();
        await run.Gate.WaitAsync(CancellationToken.None);
        TwinOutcome outcome;
        try
        {
            outcome = await executor.ExecuteAsync(run, from);
        }
        catch (Exception e)
        {
            LogBroken(e, run.Id);
            outcome = new TwinFailed(1) { Reason = $"The development twin broke: {e.Message}" };
        }

        if (run.Kept is null)
        {
            await tokens.RevokeAsync(Principal.Run, run.Id, CancellationToken.None);
        }
        else
        {
            run.KeptUntil = time.GetUtcNow() + options.Value.KeepKernels;
        }

        run.End(outcome, time.GetUtcNow());
        run.Gate.Release();
    }

    private async Task ReleaseAsync(DevelopmentRun run)
    {
        if (run.Kept is { } kept)
        {
            run.Kept = null;
            await kept.DisposeAsync();
            await tokens.RevokeAsync(Principal.Run, run.Id, CancellationToken.None);
        }

        run.Folder?.Dispose();
        run.Folder = null;
    }

    /// <summary>Forgets the oldest ended runs that keep no kernel, with their files.</summary>
    private void Forget()
    {
        foreach (var (run, task) in _runs.Values.Where(entry => entry.Run.HasEnded && entry.Run.Kept is null).OrderBy(entry => entry.Run.StartedAt).Take(Math.Max(0, _runs.Count - MostRuns)).ToList())
        {
            if (task.IsCompleted && _runs.TryRemove(run.Id, out _))
            {
                DevelopmentExecutor.Remove(Place(run.Id));
                run.Dispose();
            }
        }
    }

    private Result<(DevelopmentRun Run, Task Task)> Find(string id, Principal principal) =>
        _runs.TryGetValue(id, out var entry) && Sees(principal, entry.Run)
            ? entry
            : new NotFoundError("twin-run-not-found", $"The development twin has no run '{id}' of yours.", "`twinyard twin status` shows them; a restart of the server forgets them.");

    // A person's own: what runs there has the person's rights.
    private static bool Sees(Principal principal, DevelopmentRun run) => principal.Kind == run.Owner.Kind && principal.Name == run.Owner.Name;

    private string Place(string id) => Path.Combine(home.Runs, $"twin-{id}");

    private TwinRun ToRun(string id, JsonElement? input, DevelopmentPlan plan, IReadOnlyDictionary<string, byte[]> files, string token, Principal principal)
    {
        var output = Directory.CreateDirectory(Path.Combine(Place(id), "outputs")).FullName;
        return new TwinRun
        {
            RunId = id,
            LogStream = $"twin/{id}-1",
            Commit = "",
            Folder = plan.Folder,
            Script = plan.Script,
            Token = token,
            EventJson = "{}",
            InputJson = input is { ValueKind: not JsonValueKind.Undefined } given ? JsonSerializer.Serialize(given) : "{}",
            OutputFolder = output,
            Timeout = plan.Times.Run,
            CellTimeout = plan.Times.Cell,
            Limits = plan.Limits,
            Egress = plan.Egress,
            Twin = plan.Twin,
            Layers = [.. plan.Layers.Select(layer => layer.ToString())],
            ArtifactFolder = Path.Combine(Place(id), "artifacts"),
            Files = files,
            Workspace = WorkspaceFolder.Of(home, principal),
            ScriptCache = $"{principal.Kind}-{WorkspaceFolder.NameOf(principal)}",
            Variables = plan.Workflow is { } workflow ? new Dictionary<string, string>(StringComparer.Ordinal) { ["TWINYARD_WORKFLOW"] = workflow } : [],
        };
    }
}

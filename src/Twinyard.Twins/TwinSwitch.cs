using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Twinyard.Access.Secrets.Masking;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Isolation;
using Twinyard.Twins.Jupyter;
using Twinyard.Twins.Notebooks;
using Twinyard.Twins.Power;
using Twinyard.Twins.Processes;
using Twinyard.Twins.Secrets;
using Twinyard.Twins.Traces;

namespace Twinyard.Twins;

/// <summary>Lays a run's files out in a throw-away folder and gives it to the twin that it names.</summary>
internal sealed partial class TwinSwitch(
    RunTree tree,
    ProcessTwin processes,
    NotebookTwin notebooks,
    JupyterTwin jupyters,
    RunTraces traces,
    TwinUses uses,
    ILogStreams logs,
    HomeDirectory home,
    IOptions<TwinsOptions> options,
    IIdGenerator ids,
    TimeProvider time,
    ILogger<TwinSwitch> logger) : ITwin
{
    public async Task<TwinOutcome> ExecuteAsync(TwinRun run, CancellationToken cancellationToken)
    {
        var pump = new LogPump(logs, run.LogStream, run.LogPrefix, run.Secrets.Mask, time);
        TwinOutcome outcome;
        await using (pump)
        {
            outcome = MaskedOutcome.Of(await ExecuteAsync(run, pump, cancellationToken), run.Secrets.Mask);
            if (outcome.Explain() is { } line)
            {
                await pump.WriteAsync("twinyard", line);
            }
        }

        if (pump.Lost is { Lines: > 0 } lost)
        {
            LogLinesLost(lost.Reason, run.RunId, lost.Lines);
        }

        LogEnded(run.RunId, run.Script, outcome);
        return outcome;
    }

    private async Task<TwinOutcome> ExecuteAsync(TwinRun run, LogPump pump, CancellationToken cancellationToken)
    {
        try
        {
            var used = await uses.UseAsync(NameOf(run), run.RunId, waits => TellAsync(run, pump, waits), cancellationToken);
            if (!used.IsOk)
            {
                return new TwinNotStarted(used.Error);
            }

            await using var use = used.Value;
            using var folder = RunFolder.Create(home, ids.NewId(), run);
            var laidOut = await tree.LayOutAsync(run, folder, cancellationToken);
            if (!laidOut.IsOk)
            {
                return new TwinNotStarted(laidOut.Error);
            }

            var trace = await traces.OfAsync(laidOut.Value.Tree, NameOf(run), cancellationToken);
            var outcome = await ExecuteAsync(new PreparedRun(run, folder, laidOut.Value.Script, pump), cancellationToken);
            return (outcome is TwinSucceeded && run.Secrets.Mask is { } mask ? await MaskAsync(run, mask, cancellationToken) : outcome) with { Trace = trace };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new TwinCancelled();
        }
        catch (IOException e)
        {
            return new TwinNotStarted(new FailedError("twin-folder", $"The throw-away folder of the run could not be prepared: {e.Message}", $"Make room under {home.Runs}."));
        }
    }

    private async Task<TwinOutcome> ExecuteAsync(PreparedRun prepared, CancellationToken cancellationToken)
    {
        var name = NameOf(prepared.Run);
        if (name != TwinsOptions.Local && !options.Value.Named.ContainsKey(name))
        {
            return new TwinNotStarted(Unknown(name, options.Value));
        }

        if (options.Value.Named.TryGetValue(name, out var settings) && settings.Kind == TwinSettings.Jupyter)
        {
            if (prepared.Run.Layers.Count > 0)
            {
                return new TwinNotStarted(NoLayers(name));
            }

            if (prepared.Run.Secrets.Items.Count > 0)
            {
                return new TwinNotStarted(NoSecrets(name));
            }

            await prepared.Log.WriteAsync("twinyard", $"On the twin {name}.");
            if (prepared.Run.Egress is not null)
            {
                if (options.Value.Isolation == IsolationMode.Required)
                {
                    return new TwinNotStarted(new FailedError(
                        "isolation-missing", $"What the run may reach (egress) must hold, and on the twin {name} it cannot be enforced.", "Run it on the twin local, or take egress out of the manifest."));
                }

                await prepared.Log.WriteAsync("twinyard", $"What this run may reach (egress) is not enforced on the twin {name}.");
            }

            return await jupyters.ExecuteAsync(prepared, settings, cancellationToken);
        }

        return prepared.IsNotebook ? await notebooks.ExecuteAsync(prepared, cancellationToken) : await processes.ExecuteAsync(prepared, cancellationToken);
    }

    private static async Task<TwinOutcome> MaskAsync(TwinRun run, SecretMask mask, CancellationToken cancellationToken)
    {
        try
        {
            await MaskedOutputs.ApplyAsync(run.OutputFolder, mask, cancellationToken);
            return new TwinSucceeded();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new TwinFailed(1) { Reason = $"Its outputs could not be searched for values of its secrets: {e.Message}" };
        }
    }

    private static async Task TellAsync(TwinRun run, LogPump pump, string? waits)
    {
        await pump.WriteAsync("twinyard", waits is null ? "The waiting for the twin has ended." : $"The run is {waits}.");
        await (run.OnWaiting?.Invoke(waits) ?? Task.CompletedTask);
    }

    private string NameOf(TwinRun run) => run.Twin ?? options.Value.Default;

    public static InvalidError NoLayers(string name) =>
        new("layers-remote", $"The run has layers, and on the twin {name}, a Jupyter Server, there are none.", "Run it on the twin local, or install there what the layers have.");

    private static InvalidError NoSecrets(string name) =>
        new("secrets-remote", $"The run has secrets, and on the twin {name}, a Jupyter Server, other kernels of the same user could read them.", "Run it on the twin local, or take secrets out of the manifest.");

    public static NotFoundError Unknown(string name, TwinsOptions options)
    {
        string[] known = [TwinsOptions.Local, .. options.Named.Keys];
        return new NotFoundError(
            "twin-unknown", $"There is no twin '{name}'.{Suggestion.For(name, known)}", $"Name one of {string.Join(", ", known)}, or add it under {TwinsOptions.Section}:named in the server's configuration.");
    }
}

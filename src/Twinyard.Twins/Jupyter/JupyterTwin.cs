using Twinyard.Platform.Results;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Notebooks;

namespace Twinyard.Twins.Jupyter;

/// <summary>Runs notebooks and scripts on a Jupyter Server: in a kernel, and scripts in a terminal where there is no Python kernel.</summary>
internal sealed class JupyterTwin(KernelSessions sessions, TerminalTwin terminals, NotebookTwin notebooks, TimeProvider time)
{
    public async Task<TwinOutcome> ExecuteAsync(PreparedRun prepared, TwinSettings twin, CancellationToken cancellationToken)
    {
        if (prepared.IsNotebook)
        {
            return await notebooks.ExecuteAsync(prepared, () => sessions.OpenAsync(twin, prepared.Run, prepared.Folder, cancellationToken), cancellationToken);
        }

        if (Program(prepared.Script) is not { } program)
        {
            return new TwinNotStarted(new InvalidError(
                "script-kind-remote", $"{prepared.Run.Script} cannot run on a Jupyter Server: only .ipynb, .py and .sh do.", "Name another twin for it in the manifest, such as twin: local."));
        }

        try
        {
            using var server = await sessions.ConnectAsync(twin, cancellationToken);
            return await new JupyterKernels(server).FindPythonAsync(twin.Kernel, cancellationToken) is null
                ? await terminals.ExecuteAsync(prepared, server, twin, cancellationToken)
                : await ExecuteInKernelAsync(prepared, program, server, twin, cancellationToken);
        }
        catch (JupyterException e)
        {
            return new TwinNotStarted(e.Error);
        }
    }

    private async Task<TwinOutcome> ExecuteInKernelAsync(PreparedRun prepared, string[] program, JupyterServer server, TwinSettings twin, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var session = await sessions.OpenAsync(server, twin, prepared.Run, prepared.Folder, cancellationToken);
        var log = new CellLog(prepared.Log.WriteAsync);
        int? status = null;
        try
        {
            var reply = await session.Client.ExecuteAsync(
                KernelSetup.Script([.. program, PythonText.Of(prepared.Run.Script)]),
                silent: true,
                Rest(prepared.Run.Timeout - time.GetElapsedTime(started)),
                async entry =>
                {
                    status = entry.Type == "twinyard.exit" ? (int?)entry.Content["status"] : status;
                    await log.WriteAsync(entry);
                },
                cancellationToken);
            await log.FlushAsync();
            if (status == 0)
            {
                await session.FetchOutputsAsync(prepared.Run.OutputFolder, cancellationToken);
                return new TwinSucceeded();
            }

            return reply switch
            {
                KernelTimedOut => new TwinTimedOut(prepared.Run.Timeout),
                _ when status is { } code => new TwinFailed(code),
                _ => new TwinFailed(1) { Reason = $"The script did not end by itself: {KernelClient.Explain(reply)}" },
            };
        }
        catch (JupyterException e)
        {
            return new TwinFailed(1) { Reason = e.Error.ToString() };
        }
    }

    // Making the kernel ready counts too: the run's session lasts as long as its timeout.
    private static TimeSpan Rest(TimeSpan rest) => rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(1);

    /// <summary>Python expressions: the interpreter and its arguments.</summary>
    private static string[]? Program(string script) => Path.GetExtension(script) switch
    {
        ".py" => ["__import__('sys').executable", "'-u'"],
        ".sh" => ["'bash'"],
        _ => null,
    };
}

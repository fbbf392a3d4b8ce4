using System.Collections.Concurrent;
using Twinyard.Twins;

namespace Twinyard.Workflows.Tests.Fakes;

/// <summary>A twin whose scripts are functions. By default every script succeeds at once and leaves nothing.</summary>
internal sealed class FakeTwin : ITwin
{
    private readonly ConcurrentQueue<TwinRun> _runs = new();

    /// <summary>Script name → what it does.</summary>
    public Dictionary<string, Func<TwinRun, CancellationToken, Task<TwinOutcome>>> Scripts { get; } = [];

    public IReadOnlyList<TwinRun> Runs => [.. _runs];

    public async Task<TwinOutcome> ExecuteAsync(TwinRun run, CancellationToken cancellationToken)
    {
        _runs.Enqueue(run);
        return Scripts.TryGetValue(run.Script, out var script) ? await script(run, cancellationToken) : new TwinSucceeded();
    }

    public void Fails(string script) => Scripts[script] = (_, _) => Task.FromResult<TwinOutcome>(new TwinFailed(3));

    public void Writes(string script, string file, string text) => Scripts[script] = async (run, token) =>
    {
        var path = Path.Combine(run.OutputFolder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // a file has a folder
        await File.WriteAllTextAsync(path, text, token);
        return new TwinSucceeded();
    };

    /// <summary>The script gives outputs to other steps.</summary>
    public void Gives(string script, string json) => Writes(script, "step.json", json);

    public void Gives(string script, Func<TwinRun, string> json) => Scripts[script] = async (run, token) =>
    {
        await File.WriteAllTextAsync(Path.Combine(run.OutputFolder, "step.json"), json(run), token);
        return new TwinSucceeded();
    };

    /// <summary>The script runs until it is cancelled or the returned gate is opened.</summary>
    public ScriptGate Waits(string script)
    {
        var gate = new ScriptGate();
        Scripts[script] = async (_, token) =>
        {
            gate.Started.TrySetResult();
            try
            {
                await gate.Open.Task.WaitAsync(token);
                return new TwinSucceeded();
            }
            catch (OperationCanceledException)
            {
                return new TwinCancelled();
            }
        };
        return gate;
    }
}

internal sealed class ScriptGate
{
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

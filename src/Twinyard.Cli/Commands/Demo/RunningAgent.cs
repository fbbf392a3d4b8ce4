using Twinyard.Platform.Processes;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>An agent process that runs until it is disposed.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<ChildOutcome> _running;

    public RunningAgent(ChildCommand command, Action<string> onLine) =>
        _running = ChildProcess.RunAsync(
            command,
            (_, line) =>
            {
                onLine(line);
                return ValueTask.CompletedTask;
            },
            TimeProvider.System,
            _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}

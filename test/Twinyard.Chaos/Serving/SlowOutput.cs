using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Chaos.Serving;

/// <summary>
/// A place of outputs that takes nothing and lets all others wait, between the objects and the events: so that servers die, and old attempts come back, when some
/// places have staged or applied their part and others have not.
/// </summary>
internal sealed class SlowOutput(TimeProvider time) : IRunOutput
{
    private const double OftenSlow = 0.12;

    public string Name => "chaos";

    public int Order => 50;

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        await WaitAsync("stage", outputs, cancellationToken);
        return Done.Value;
    }

    public Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken) => WaitAsync("commit", outputs, cancellationToken);

    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) => WaitAsync("discard", outputs, cancellationToken);

    private Task WaitAsync(string what, RunOutputs outputs, CancellationToken cancellationToken)
    {
        var stamp = RunStamp.OfFolder(outputs.Folder);
        return Chance.Of(stamp, what) < OftenSlow
            ? Task.Delay(TimeSpan.FromMilliseconds(2_000 * Chance.Of(stamp, $"slow {what}")), time, cancellationToken)
            : Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Tests.Fakes;

/// <summary>An output port that remembers what became visible.</summary>
internal sealed class FakeOutput : IRunOutput
{
    public string Name => "fake";

    public Error? Refusal { get; set; }

    /// <summary>Thrown by that many commits before one succeeds.</summary>
    public int BrokenCommits { get; set; }

    /// <summary>Run id → text of <c>visible.txt</c>, applied once.</summary>
    public ConcurrentDictionary<string, string> Visible { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Discarded { get; } = [];

    /// <summary>Called by a commit before anything of it is visible.</summary>
    public Func<RunOutputs, Task> OnCommitting { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called between staging and the commit record.</summary>
    public Func<RunOutputs, Task> OnStaged { get; set; } = _ => Task.CompletedTask;

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        if (Refusal is { } refusal)
        {
            return refusal;
        }

        await OnStaged(outputs);
        return Done.Value;
    }

    public async Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        await OnCommitting(outputs);
        if (BrokenCommits > 0)
        {
            BrokenCommits--;
            throw new IOException("broken on purpose");
        }

        var file = Path.Combine(outputs.Folder, "visible.txt");
        if (File.Exists(file))
        {
            Visible[outputs.RunId] = await File.ReadAllTextAsync(file, cancellationToken);
        }
    }

    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        Discarded.Enqueue(outputs.RunId);
        return Task.CompletedTask;
    }
}

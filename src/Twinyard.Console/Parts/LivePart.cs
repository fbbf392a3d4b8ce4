using Microsoft.AspNetCore.Components;

namespace Twinyard.WebConsole.Parts;

/// <summary>A component that reads for as long as it is shown.</summary>
public abstract class LivePart : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();

    protected LivePart() => Closed = _closed.Token;

    /// <summary>Ends when the component is taken away; whatever it awaits then ends with it.</summary>
    protected CancellationToken Closed { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !Closed.IsCancellationRequested)
        {
            _closed.Cancel();
            _closed.Dispose();
        }
    }
}

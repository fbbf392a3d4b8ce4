using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Hosting;

namespace Twinyard.WebConsole.Parts;

/// <summary>A component that reads for as long as it is shown.</summary>
public abstract class LivePart : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private CancellationTokenRegistration _stopping;

    protected LivePart() => Closed = _closed.Token;

    [Inject] internal IHostApplicationLifetime Lifetime { get; set; } = null!; // set by the framework before any lifecycle method

    /// <summary>Ends when the component is taken away or the server stops; whatever it awaits then ends with it.</summary>
    protected CancellationToken Closed { get; }

    protected override void OnInitialized() => _stopping = Lifetime.ApplicationStopping.Register(Close);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
            _stopping.Dispose();
            _closed.Dispose();
        }
    }

    private void Close()
    {
        if (!Closed.IsCancellationRequested)
        {
            _closed.Cancel();
        }
    }
}

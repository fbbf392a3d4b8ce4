using Microsoft.Extensions.Hosting;

namespace Twinyard.Host;

/// <summary>A lifetime without signal handlers of its own.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

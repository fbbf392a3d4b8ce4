using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Twinyard.Platform.Homes;

namespace Twinyard.Twins.Processes;

/// <summary>
/// Empties the folder of throw-away folders before anything may run: what lies there belongs to a server that is gone, since
/// this one holds the home's lock.
/// </summary>
internal sealed partial class RunsFolderCleaning(HomeDirectory home, ILogger<RunsFolderCleaning> logger) : IHostedLifecycleService
{
    // Starting comes before the start of every hosted service, so no run can have begun.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var folder in Directory.EnumerateDirectories(home.Runs))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                removed++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotRemoved(folder, e.Message);
            }
        }

        if (removed > 0)
        {
            LogRemoved(removed);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

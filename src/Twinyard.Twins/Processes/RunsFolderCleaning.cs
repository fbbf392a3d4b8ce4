using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Processes;

/// <summary>
/// Ends the scripts and empties the folder of throw-away folders before anything may run: what is there belongs to a server that is
/// gone, since this one holds the home's lock.
/// </summary>
internal sealed partial class RunsFolderCleaning(HomeDirectory home, ILogger<RunsFolderCleaning> logger) : IStartupWork
{
    public string Name => "runs-folder";

    public Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        var ended = AbandonedScripts.End(home.Runs);
        if (ended > 0)
        {
            LogEnded(ended);
        }

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

        return Task.FromResult<Result<Done>>(Done.Value);
    }
}

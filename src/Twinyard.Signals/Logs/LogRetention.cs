using Microsoft.Extensions.Options;
using Twinyard.Platform.Background;
using Twinyard.Platform.Homes;

namespace Twinyard.Signals.Logs;

/// <summary>Deletes streams whose last line is older than the retention.</summary>
internal sealed class LogRetention(HomeDirectory home, IOptions<LogOptions> options, TimeProvider time) : IBackgroundWork
{
    public string Name => "log-retention";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public bool IsForElectedNode => true;

    public Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays);
        foreach (var file in new DirectoryInfo(home.Logs).EnumerateFiles($"*{LogStreamName.Extension}", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.LastWriteTimeUtc < before)
            {
                file.Delete();
            }
        }

        return Task.CompletedTask;
    }
}

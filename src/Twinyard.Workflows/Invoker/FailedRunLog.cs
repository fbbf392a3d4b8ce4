using System.Globalization;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ports;
using Twinyard.Workflows.Runs;

namespace Twinyard.Workflows.Invoker;

/// <summary>The log of the run that a backup stands in for, as a file for the backup's script. Removed when it is disposed of.</summary>
internal sealed class FailedRunLog : IDisposable
{
    /// <summary>Lines that are kept, the newest ones.</summary>
    public const int MaximumLines = 10_000;

    private readonly string? _folder;

    private FailedRunLog(string? folder) => _folder = folder;

    /// <summary>Null for a run that is no backup, and where the log could not be read: the backup runs all the same.</summary>
    public string? Path { get; private init; }

    public static async Task<FailedRunLog> OfAsync(ClaimedRun run, ILogStreams logs, HomeDirectory home, CancellationToken cancellationToken)
    {
        if (run.Row.BackupOf is not { } failed)
        {
            return new FailedRunLog(null);
        }

        var folder = System.IO.Path.Combine(home.Runs, $"{run.Id}-{run.Row.Fence}-failed");
        try
        {
            var lines = new Queue<string>();
            await foreach (var line in logs.ReadAsync(RunLog.StreamOf(failed), 0, follow: false, cancellationToken))
            {
                lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{line.At:O} {line.Source} {line.Text}"));
                if (lines.Count > MaximumLines)
                {
                    lines.Dequeue();
                }
            }

            Directory.CreateDirectory(folder);
            var path = System.IO.Path.Combine(folder, "failed-run.log");
            await File.WriteAllLinesAsync(path, lines, cancellationToken);
            return new FailedRunLog(folder) { Path = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedRunLog(folder);
        }
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            OutputFolder.Remove(_folder);
        }
    }
}

using Twinyard.Contracts.Signals;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Paging;

namespace Twinyard.Signals.Logs;

/// <summary>The streams there are.</summary>
internal sealed class LogCatalog(HomeDirectory home)
{
    public bool Exists(string stream) => LogStreamName.IsValid(stream) && File.Exists(LogStreamName.ToPath(home.Logs, stream));

    /// <summary>By name.</summary>
    public Page<LogStreamSummary> List(string? prefix, PageRequest page)
    {
        var names = new DirectoryInfo(home.Logs).EnumerateFiles($"*{LogStreamName.Extension}", SearchOption.AllDirectories)
            .Select(file => LogStreamName.FromPath(home.Logs, file.FullName))
            .Where(name => name.StartsWith(prefix ?? "", StringComparison.Ordinal) && string.CompareOrdinal(name, page.After ?? "") > 0)
            .Order(StringComparer.Ordinal)
            .Take(page.Size + 1)
            .ToList();
        return Page<string>.Cut(names, page.Size, name => name).Map(Summary);
    }

    private LogStreamSummary Summary(string stream)
    {
        var path = LogStreamName.ToPath(home.Logs, stream);
        var file = new FileInfo(path);
        return file.Exists
            ? new LogStreamSummary(stream, file.Length, file.LastWriteTimeUtc, LogFile.IsComplete(path))
            : new LogStreamSummary(stream, 0, default, Complete: true);
    }
}

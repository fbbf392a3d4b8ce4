using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Results;
using Twinyard.Warehouse;

namespace Twinyard.Fleet.Ingest;

/// <summary>
/// Before the broker listens: cuts off the torn end of the newest segment and lets the log go on behind the highest number that
/// was ever used.
/// </summary>
internal sealed class IngestRecovery(SegmentFolder folder, IngestPosition position, IngestLog log, ILogger<IngestRecovery> logger) : IStartupWork
{
    public string Name => "ingest recovery";

    public int Order => 500;

    public async Task<Result<Done>> RunAsync(CancellationToken cancellationToken)
    {
        LoadedPosition loaded;
        try
        {
            loaded = await position.ReadAsync(cancellationToken);
        }
        catch (WarehouseUnavailableException e)
        {
            return new FailedError("ingest-position-unknown", $"How far telemetry has been loaded is not known: {e.Message}", "Start a node that can hold the warehouse, then this one again.");
        }

        try
        {
            TornEnd.Cut(folder, logger);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FailedError("ingest-not-readable", $"The segments in {folder.Path} cannot be recovered: {e.Message}", "Give the server the right to read and write there, then start it again.");
        }

        var segments = folder.List();
        log.Start(Math.Max(loaded.Segment, segments.Count == 0 ? 0 : segments[^1]));
        return Done.Value;
    }
}

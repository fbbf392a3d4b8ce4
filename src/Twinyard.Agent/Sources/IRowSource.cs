namespace Twinyard.Agent.Sources;

/// <summary>Where measurements come from.</summary>
public interface IRowSource
{
    /// <summary>Rows as they come; ends when the source has no more. A row that cannot be read is reported and left out.</summary>
    IAsyncEnumerable<SourceRow> ReadAsync(CancellationToken cancellationToken);
}

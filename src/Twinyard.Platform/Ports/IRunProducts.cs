namespace Twinyard.Platform.Ports;

/// <summary>What a room has made of runs' outputs, found by the run's id: the versions that objects and models got.</summary>
public interface IRunProducts
{
    /// <returns>At most <paramref name="limit"/>, by name.</returns>
    Task<IReadOnlyList<RunProduct>> OfRunAsync(string runId, int limit, CancellationToken cancellationToken);
}

/// <param name="Kind"><c>object</c> or <c>model</c>.</param>
/// <param name="Name"><c>bucket/key</c>, or the model's name.</param>
/// <param name="Digest">SHA-256 of the content.</param>
public sealed record RunProduct(string Kind, string Name, string Version, string Digest);

using Twinyard.Platform.Results;

namespace Twinyard.Twins.Layers;

/// <summary>What layers there are, for whoever names one. <see cref="LayerVersion.Hash"/> says what a run of it used.</summary>
public interface ILayers
{
    /// <returns>An error that names the newest version where there is no such one.</returns>
    Task<Result<LayerVersion>> FindAsync(LayerReference reference, CancellationToken cancellationToken);
}

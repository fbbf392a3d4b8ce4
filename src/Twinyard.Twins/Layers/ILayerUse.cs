using Twinyard.Platform.Data;

namespace Twinyard.Twins.Layers;

/// <summary>Says who needs a layer, so that it is not deleted. Implemented by rooms whose declarations name layers.</summary>
public interface ILayerUse
{
    /// <returns>Who is deployed and names this version, such as <c>the workflow evaluate</c>.</returns>
    Task<IReadOnlyList<string>> UsersAsync(LayerReference reference, DbSession session, CancellationToken cancellationToken);
}

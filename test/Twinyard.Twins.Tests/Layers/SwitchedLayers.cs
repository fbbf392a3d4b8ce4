using Twinyard.Platform.Results;
using Twinyard.Twins.Layers;

namespace Twinyard.Twins.Tests.Layers;

/// <summary>Layers that a test puts in place when it has made them.</summary>
internal sealed class SwitchedLayers : ILayers
{
    public ILayers? Inner { get; set; }

    public Task<Result<LayerVersion>> FindAsync(LayerReference reference, CancellationToken cancellationToken) =>
        Inner?.FindAsync(reference, cancellationToken) ?? Task.FromResult<Result<LayerVersion>>(new NotFoundError("layer-not-found", $"There is no layer '{reference.Name}'."));
}

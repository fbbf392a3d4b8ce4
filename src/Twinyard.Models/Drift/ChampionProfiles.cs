using System.Collections.Concurrent;
using Twinyard.Inference.Bundles;
using Twinyard.Inference.Profiles;
using Twinyard.Models.Registry;

namespace Twinyard.Models.Drift;

/// <summary>The reference profile of each model's champion, opened once a version.</summary>
internal sealed class ChampionProfiles(IModelRegistry registry)
{
    private readonly ConcurrentDictionary<string, (int Version, ReferenceProfile Profile)> _profiles = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">The bundle cannot be read any more.</exception>
    public async Task<ReferenceProfile> FindAsync(string model, int version, CancellationToken cancellationToken)
    {
        if (_profiles.TryGetValue(model, out var known) && known.Version == version)
        {
            return known.Profile;
        }

        var opened = await registry.OpenBundleAsync(model, version, cancellationToken);
        if (!opened.IsOk)
        {
            throw new InvalidOperationException($"The bundle of {model} v{version} cannot be read: {opened.Error}");
        }

        await using var content = opened.Value;
        using var archive = new MemoryStream();
        await content.Stream.CopyToAsync(archive, cancellationToken);
        archive.Position = 0;
        using var bundle = ModelBundle.Open(archive, $"{model} v{version}");
        _profiles[model] = (version, bundle.Profile);
        return bundle.Profile;
    }
}

using System.Collections.Concurrent;
using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Layers;

/// <summary>Layers laid out on this machine, by their content. Each is compared with its hash when this server first uses it, and laid out again where it differs.</summary>
internal sealed class LayerCache(ILayers layers, LayerContents contents, HomeDirectory home, IIdGenerator ids) : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _verified = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <param name="references">As a manifest has them.</param>
    /// <returns>In the same order.</returns>
    public async Task<Result<IReadOnlyList<LaidOutLayer>>> LayOutAsync(IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        var laidOut = new List<LaidOutLayer>();
        foreach (var text in references)
        {
            var reference = LayerReference.Parse(text);
            var version = reference.IsOk ? await layers.FindAsync(reference.Value, cancellationToken) : reference.Error;
            if (!version.IsOk)
            {
                return version.Error;
            }

            var folder = await FolderAsync(version.Value, cancellationToken);
            if (!folder.IsOk)
            {
                return folder.Error;
            }

            laidOut.Add(new LaidOutLayer(version.Value.Reference, version.Value.Hash, folder.Value));
        }

        return laidOut;
    }

    public void Dispose() => _one.Dispose();

    private async Task<Result<string>> FolderAsync(LayerVersion version, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(home.Cache, "layers", version.Hash);
        if (_verified.ContainsKey(version.Hash) && Directory.Exists(folder))
        {
            return folder;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            if (!Directory.Exists(folder) || (await LayerListing.OfAsync(folder, cancellationToken)).Hash != version.Hash)
            {
                var made = await MakeAsync(version, folder, cancellationToken);
                if (!made.IsOk)
                {
                    return made.Error;
                }
            }

            _verified[version.Hash] = true;
            return folder;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Result<Done>> MakeAsync(LayerVersion version, string folder, CancellationToken cancellationToken)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(home.Cache, "layers", $"new-{ids.NewId():N}")).FullName;
        try
        {
            await using var archive = contents.Open(version.Hash);
            var listing = await LayerArchive.UnpackAsync(archive, temporary, new LayerBounds(version.Size), cancellationToken);
            if (!listing.IsOk || listing.Value.Hash != version.Hash)
            {
                return Damaged(version, listing.Error?.Message ?? "its content has another hash than when it was published.");
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(temporary, folder);
            return Done.Value;
        }
        catch (FileNotFoundException e)
        {
            return Damaged(version, e.Message);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static FailedError Damaged(LayerVersion version, string why) =>
        new("layer-damaged", $"The layer {version.Reference} is not what was published: {why}", "Publish it again and name the new version, or bring the folder layers of the home back from a backup.");
}

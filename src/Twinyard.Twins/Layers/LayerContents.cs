using Twinyard.Platform.Homes;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Layers;

/// <summary>The archives of layers, by the hash of their content, in a folder that all nodes share. One is forced to disk before it has its name.</summary>
internal sealed class LayerContents(HomeDirectory home, IIdGenerator ids)
{
    private const int Chunk = 128 * 1024;

    /// <returns>A file of its own to be looked at; whoever asked removes or keeps it.</returns>
    public async Task<Result<string>> ReceiveAsync(Stream content, LayerBounds bounds, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(home.Layers, "incoming")).FullName, $"{ids.NewId():N}.zip");
        var isWhole = false;
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
            var buffer = new byte[Chunk];
            while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (file.Position + count > bounds.Bytes)
                {
                    return bounds.TooLarge();
                }

                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            file.Flush(flushToDisk: true);
            isWhole = true;
            return path;
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Gives a received file its name.</summary>
    public void Keep(string received, LayerListing listing)
    {
        if (!File.Exists(ListingOf(listing.Hash)))
        {
            File.Move(received, ArchiveOf(listing.Hash), overwrite: true);
            PrivateFile.Write(ListingOf(listing.Hash), System.Text.Encoding.UTF8.GetBytes(listing.Text));
        }

        // Also for names that were there: whoever made them may not have come to this line yet.
        DurableFolder.Sync(home.Layers);
    }

    public FileStream Open(string hash) =>
        new(ArchiveOf(hash), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous });

    public async Task<LayerListing> ListingAsync(string hash, CancellationToken cancellationToken) => LayerListing.Parse(await File.ReadAllTextAsync(ListingOf(hash), cancellationToken));

    public void Remove(string hash)
    {
        File.Delete(ListingOf(hash));
        File.Delete(ArchiveOf(hash));
    }

    private string ArchiveOf(string hash) => Path.Combine(home.Layers, $"{hash}.zip");

    private string ListingOf(string hash) => Path.Combine(home.Layers, $"{hash}.files");
}

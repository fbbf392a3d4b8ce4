using Microsoft.Extensions.Options;

namespace Twinyard.Repositories.Trees;

/// <summary>How much a tree may unpack to. A few objects of a pack can name each other into more files than any disk has.</summary>
internal sealed class TreeLimits(IOptions<RepositoriesOptions> options)
{
    public int Files => options.Value.MaximumTreeFiles;

    public long Bytes => options.Value.MaximumTreeBytes;
}

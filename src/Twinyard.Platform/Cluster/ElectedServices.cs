using Twinyard.Platform.Results;

namespace Twinyard.Platform.Cluster;

/// <summary>All of this node's elected services: taken up in their order, laid down in the opposite one.</summary>
internal sealed class ElectedServices(IEnumerable<IElectedService> services)
{
    private readonly IElectedService[] _services = [.. services];

    public async Task<Result<Done>> TakeUpAsync(CancellationToken cancellationToken)
    {
        foreach (var service in _services)
        {
            var taken = await service.TakeUpAsync(cancellationToken);
            if (!taken.IsOk)
            {
                return taken;
            }
        }

        return Done.Value;
    }

    public async Task LayDownAsync()
    {
        foreach (var service in _services.Reverse())
        {
            await service.LayDownAsync();
        }
    }
}

using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Bundles;

/// <summary>Lets many devices of one process share an opened bundle: it is opened once and closed when the last one gives it back.</summary>
public sealed class SharedBundleSource(IBundleSource inner) : IBundleSource, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, Shared> _open = new(StringComparer.Ordinal);

    public async Task<BundleLease> OpenAsync(DesiredBundle bundle, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_open.TryGetValue(bundle.Sha256, out var shared))
            {
                shared = new Shared(await inner.OpenAsync(bundle, cancellationToken));
                _open.Add(bundle.Sha256, shared);
            }

            shared.Users++;
            return new BundleLease(shared.Lease.Bundle, () => GiveBack(bundle.Sha256));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private void GiveBack(string sha256)
    {
        _gate.Wait();
        try
        {
            var shared = _open[sha256];
            if (--shared.Users == 0)
            {
                _open.Remove(sha256);
                shared.Lease.Dispose();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed class Shared(BundleLease lease)
    {
        public BundleLease Lease { get; } = lease;

        public int Users { get; set; }
    }
}

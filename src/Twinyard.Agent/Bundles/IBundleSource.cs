using Twinyard.Contracts.Fleet;
using Twinyard.Inference.Bundles;

namespace Twinyard.Agent.Bundles;

/// <summary>Where a device gets the bundles that its desired shadow names.</summary>
public interface IBundleSource
{
    /// <summary>Gets the archive, checks its SHA-256 and opens it.</summary>
    /// <exception cref="BundleFailedException">It cannot be had or used; the message is what the device reports.</exception>
    Task<BundleLease> OpenAsync(DesiredBundle bundle, CancellationToken cancellationToken);
}

/// <summary>A bundle in use; disposing gives it back to its source.</summary>
public sealed class BundleLease(ModelBundle bundle, Action giveBack) : IDisposable
{
    public ModelBundle Bundle { get; } = bundle;

    public void Dispose() => giveBack();
}

/// <param name="transient">Trying again later can help: the server was not reached.</param>
public sealed class BundleFailedException(string message, bool transient, Exception? inner) : Exception(message, inner)
{
    public bool IsTransient { get; } = transient;
}

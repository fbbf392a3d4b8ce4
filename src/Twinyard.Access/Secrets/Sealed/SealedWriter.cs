using Twinyard.Platform.Data;

namespace Twinyard.Access.Secrets.Sealed;

/// <summary>Puts sealed values in the unit of work that it was made for.</summary>
public sealed class SealedWriter
{
    private readonly SealedValueStore _store;
    private readonly DbSession _session;
    private readonly Func<string, string, SealedValueRow> _seal;

    internal SealedWriter(SealedValueStore store, DbSession session, Func<string, string, SealedValueRow> seal) => (_store, _session, _seal) = (store, session, seal);

    /// <summary>In place of the one before.</summary>
    /// <param name="name">A path that begins with what it is for, without line ends: <c>webhook/evaluate/pushed</c>.</param>
    public Task PutAsync(string name, string value, CancellationToken cancellationToken) => _store.PutAsync(_seal(name, value), _session, cancellationToken);
}

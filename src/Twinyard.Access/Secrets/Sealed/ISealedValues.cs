using Twinyard.Platform.Data;
using Twinyard.Platform.Results;

namespace Twinyard.Access.Secrets.Sealed;

/// <summary>
/// Values that the server has to read again itself, such as tokens that it sends: encrypted in the database with the keys of secrets, and again when those are rotated.
/// They are no secrets: nobody lists or reads them by name but the room that put them.
/// </summary>
public interface ISealedValues
{
    /// <summary>
    /// One transaction in which values are put, rolled back when it throws or its result is an error. Keys are not changed meanwhile, and the first is made where there is
    /// none; so the work waits for nothing but the database, and this is not called within another unit of work, nor within itself.
    /// </summary>
    /// <returns>What the work returns, or why there is no key; then the work was not called.</returns>
    Task<Result<T>> WriteAsync<T>(Func<DbSession, SealedWriter, Task<Result<T>>> work, CancellationToken cancellationToken);

    /// <summary>Writes nothing and waits for nobody.</summary>
    /// <returns>Null where there is none; a failure where its key is not there or is another.</returns>
    Task<Result<string?>> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Does nothing where there is none. Needs no key, and any unit of work may do it.</summary>
    Task DeleteAsync(string name, DbSession session, CancellationToken cancellationToken);
}

using Twinyard.Platform.Results;

namespace Twinyard.Platform.Data;

/// <summary>
/// The environment's transactional state, on SQLite or PostgreSQL. Stores are written against <see cref="DbSession"/> and
/// tested on both engines.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    public abstract DatabaseEngine Engine { get; }

    /// <summary>Reads outside a write transaction, on a connection of its own.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// One transaction: committed, and durable, when <paramref name="work"/> returns; rolled back when it throws. On SQLite
    /// there is one writer at a time, so the work must not wait for anything but the database.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunWriteAsync(work, static _ => true, Durability.Now, cancellationToken);

    public Task WriteAsync(Func<DbSession, Task> work, CancellationToken cancellationToken) =>
        RunWriteAsync(Answered(work), static _ => true, Durability.Now, cancellationToken);

    /// <summary>
    /// As <see cref="WriteAsync{T}"/>, for what this system would do again by itself: where a flush costs others their turn, as on SQLite, it is durable with
    /// the next write that is, or when the operating system writes its caches back. It is never lost with the process; a power cut may take it, with all
    /// that came after it.
    /// </summary>
    public Task<T> WriteRepeatableAsync<T>(Func<DbSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunWriteAsync(work, static _ => true, Durability.Later, cancellationToken);

    public Task WriteRepeatableAsync(Func<DbSession, Task> work, CancellationToken cancellationToken) =>
        RunWriteAsync(Answered(work), static _ => true, Durability.Later, cancellationToken);

    /// <summary>As <see cref="WriteAsync{T}"/>, and rolled back also when the result is an error.</summary>
    public Task<Result<T>> TryWriteAsync<T>(Func<DbSession, Task<Result<T>>> work, CancellationToken cancellationToken) =>
        RunWriteAsync(work, static result => result.IsOk, Durability.Now, cancellationToken);

    /// <summary>
    /// Does something that no transaction can hold together, such as reading a repository and writing about it, while nobody else who gives
    /// the same name does: neither in this process nor in another on the same database. Waits its turn; what must not be lost when the
    /// process ends half-way is not done by this.
    /// </summary>
    public abstract Task<T> AloneAsync<T>(string name, Func<Task<T>> work, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    protected abstract Task<T> RunWriteAsync<T>(Func<DbSession, Task<T>> work, Func<T, bool> keep, Durability durability, CancellationToken cancellationToken);

    private static Func<DbSession, Task<Done>> Answered(Func<DbSession, Task> work) => async session =>
    {
        await work(session);
        return Done.Value;
    };
}

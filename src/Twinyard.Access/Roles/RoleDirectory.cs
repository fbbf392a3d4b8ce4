using Twinyard.Access.Policies;
using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Roles;

/// <summary>
/// All roles with their compiled policies, in memory. A change made on this node counts with its commit; one made on another
/// node of a cluster within <see cref="Freshness"/>, and a new role at once.
/// </summary>
internal sealed class RoleDirectory(Database database, RoleStore store, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Snapshot? _snapshot;
    private int _changes;
    private bool _seeded;

    public async ValueTask<CompiledRole?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(cancellationToken);
        if (current.Roles.TryGetValue(name, out var known) || time.GetElapsedTime(current.ReadAt) == TimeSpan.Zero)
        {
            return known;
        }

        // Another node may have deployed it just now, with the workflow that needs it.
        Interlocked.CompareExchange(ref _snapshot, null, current);
        return (await CurrentAsync(cancellationToken)).Roles.GetValueOrDefault(name);
    }

    /// <returns>A <see cref="NotFoundError"/> with the nearest there is.</returns>
    public async ValueTask<Result<CompiledRole>> RequireAsync(string name, CancellationToken cancellationToken) => await FindAsync(name, cancellationToken) is { } role
        ? role
        : new NotFoundError("role-not-found", $"There is no role {name}.{Suggestion.For(name, (await ListAsync(cancellationToken)).Select(known => known.Name).ToArray())}", "List them: `twinyard role list`.");

    public async ValueTask<IReadOnlyList<Role>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await CurrentAsync(cancellationToken)).Roles.Values.Select(role => role.Role).OrderBy(role => role.Name, StringComparer.Ordinal)];

    /// <summary>The next decision reads the database again. To be called after a commit.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _snapshot = null;
    }

    public void Dispose() => _loading.Dispose();

    private async ValueTask<Snapshot> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_snapshot is { } held && time.GetElapsedTime(held.ReadAt) < Freshness)
        {
            return held;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_snapshot is { } fresh && time.GetElapsedTime(fresh.ReadAt) < Freshness)
            {
                return fresh;
            }

            if (!_seeded)
            {
                await SeedAsync(cancellationToken);
                _seeded = true;
            }

            var changes = Volatile.Read(ref _changes);
            var readAt = time.GetTimestamp();
            var rows = await database.ReadAsync(session => store.ListAsync(session, cancellationToken), cancellationToken);
            var snapshot = new Snapshot(readAt, rows.Select(row => row.ToRole()).ToDictionary(
                role => role.Name,
                role => new CompiledRole(
                    role,
                    new PolicySet([($"role {role.Name}", role.Policy)], null, role.Boundary is null ? [] : [($"the permission boundary of role {role.Name}", role.Boundary)]),
                    role.Trust is null ? null : new CompiledPolicy($"the trust policy of role {role.Name}", role.Trust)),
                StringComparer.Ordinal));
            // A change that committed while the rows were read may be missing from them.
            _snapshot = changes == Volatile.Read(ref _changes) ? snapshot : null;
            return snapshot;
        }
        finally
        {
            _loading.Release();
        }
    }

    private Task SeedAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            foreach (var (name, description) in BuiltInRoles.All)
            {
                await store.PutBuiltInAsync(session, name, description, BuiltInRoles.Policy(name).ToText(), time.NowMicros(), cancellationToken);
            }
        },
        cancellationToken);

    private sealed record Snapshot(long ReadAt, IReadOnlyDictionary<string, CompiledRole> Roles);
}

/// <param name="Policies">The role's policy within its boundary.</param>
internal sealed record CompiledRole(Role Role, PolicySet Policies, CompiledPolicy? Trust);

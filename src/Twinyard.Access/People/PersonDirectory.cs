using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.People;

/// <summary>People who sign in with a password. What changes about one ends, in the same transaction, the credentials that it makes wrong.</summary>
internal sealed class PersonDirectory(
    Database database, PersonStore store, TokenStore tokens, SessionStore sessions, SignInTicketStore tickets, RoleDirectory roles, Passwords passwords, TimeProvider time)
{
    public async Task<Result<PersonInfo>> AddAsync(string? name, string? role, string? password, string by, CancellationToken cancellationToken)
    {
        var known = await roles.RequireAsync(role ?? "", cancellationToken);
        if ((UserName.Problem(name, "user-name") ?? known.Error ?? Passwords.Problem(password, name!)) is { } problem)
        {
            return problem;
        }

        var now = time.NowMicros();
        var row = new PersonRow { Name = name!, Role = role!, PasswordHash = await passwords.HashAsync(password!, cancellationToken), AddedBy = by, AddedAt = now, PasswordAt = now };
        return await database.WriteAsync(session => store.InsertAsync(session, row, cancellationToken), cancellationToken)
            ? row.ToInfo()
            : new ConflictError("user-exists", $"There is a user {name} already.", "Change them with `twinyard user set-password` and `user set-role`.");
    }

    public Task<Page<PersonInfo>> ListAsync(PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async session => Page<PersonRow>.Cut(await store.ListAsync(session, page.After, page.Size + 1, cancellationToken), page.Size, row => row.Name).Map(row => row.ToInfo()), cancellationToken);

    public async Task<Result<PersonInfo>> FindAsync(string name, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => store.FindAsync(session, name, cancellationToken), cancellationToken) is { } row ? row.ToInfo() : Unknown(name);

    /// <summary>Ends what was signed in with the old one.</summary>
    public async Task<Result<Done>> SetPasswordAsync(string name, string? password, CancellationToken cancellationToken)
    {
        if (Passwords.Problem(password, name) is { } problem)
        {
            return problem;
        }

        var hash = await passwords.HashAsync(password!, cancellationToken);
        return await ChangeAsync(
            name,
            async (session, now) =>
            {
                var changed = await store.SetPasswordAsync(session, name, hash, now, cancellationToken);
                await tokens.RevokeKindAsync(session, name, TokenKind.SignedIn, now, cancellationToken);
                return changed;
            },
            cancellationToken);
    }

    /// <summary>Ends everything that the person began in the old one by themselves; tokens that others gave them stay.</summary>
    public async Task<Result<Done>> SetRoleAsync(string name, string? role, CancellationToken cancellationToken)
    {
        var known = await roles.RequireAsync(role ?? "", cancellationToken);
        return !known.IsOk ? known.Error : await ChangeAsync(
            name,
            async (session, now) =>
            {
                await tokens.RevokeKindAsync(session, name, TokenKind.SignedIn, now, cancellationToken);
                await tokens.RevokeKindAsync(session, name, TokenKind.Personal, now, cancellationToken);
                await EndAsync(session, name, now, cancellationToken);
                return await store.SetRoleAsync(session, name, role!, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Ends every credential of the person.</summary>
    public Task<Result<Done>> DisableAsync(string name, CancellationToken cancellationToken) =>
        EndAndAsync(name, (session, now) => store.SetDisabledAsync(session, name, now, cancellationToken), cancellationToken);

    public Task<Result<Done>> EnableAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, (session, _) => store.SetDisabledAsync(session, name, null, cancellationToken), cancellationToken);

    /// <summary>Ends every credential of the person.</summary>
    public Task<Result<Done>> RemoveAsync(string name, CancellationToken cancellationToken) =>
        EndAndAsync(name, (session, _) => store.RemoveAsync(session, name, cancellationToken), cancellationToken);

    private Task<Result<Done>> EndAndAsync(string name, Func<DbSession, long, Task<int>> change, CancellationToken cancellationToken) => ChangeAsync(
        name,
        async (session, now) =>
        {
            await tokens.RevokeAsync(session, Principal.User, name, now, cancellationToken);
            await EndAsync(session, name, now, cancellationToken);
            return await change(session, now);
        },
        cancellationToken);

    private async Task EndAsync(DbSession session, string name, long now, CancellationToken cancellationToken)
    {
        await sessions.RevokeOfPersonAsync(session, name, now, cancellationToken);
        await tickets.RemoveOfPersonAsync(session, name, cancellationToken);
    }

    /// <param name="change">Answers how many people it was; with none, nothing is changed.</param>
    private Task<Result<Done>> ChangeAsync(string name, Func<DbSession, long, Task<int>> change, CancellationToken cancellationToken) => database.TryWriteAsync<Done>(
        async session => await change(session, time.NowMicros()) == 1 ? Done.Value : Unknown(name), cancellationToken);

    private static NotFoundError Unknown(string name) => new("user-not-found", $"There is no user {name}.", "List them: `twinyard user list`.");
}

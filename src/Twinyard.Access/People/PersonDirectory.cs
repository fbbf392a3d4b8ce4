using Microsoft.Extensions.Options;
using Twinyard.Access.OpenId;
using Twinyard.Access.Roles;
using Twinyard.Access.Sessions;
using Twinyard.Access.SignIn;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.People;

/// <summary>People who sign in, with a password or a provider. What changes about one ends, in the same transaction, the credentials that it makes wrong.</summary>
internal sealed class PersonDirectory(
    Database database,
    PersonStore store,
    TokenStore tokens,
    SessionStore sessions,
    SignInTicketStore tickets,
    RoleDirectory roles,
    Passwords passwords,
    IOptions<OpenIdOptions> openId,
    TimeProvider time)
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

    /// <summary>Somebody without a password, whom the OpenID Connect provider knows.</summary>
    public async Task<Result<PersonInfo>> AddLinkedAsync(string? name, string? role, string? subject, string by, CancellationToken cancellationToken)
    {
        var known = await roles.RequireAsync(role ?? "", cancellationToken);
        if ((UserName.Problem(name, "user-name") ?? known.Error ?? SubjectProblem(subject)) is { } problem)
        {
            return problem;
        }

        var row = new PersonRow { Name = name!, Role = role!, PasswordHash = "", AddedBy = by, AddedAt = time.NowMicros(), PasswordAt = 0, Authority = openId.Value.Authority, Subject = subject };
        return await database.WriteAsync(session => store.InsertAsync(session, row, cancellationToken), cancellationToken)
            ? row.ToInfo()
            : new ConflictError("user-exists", $"There is a user {name} already, or one with the subject {subject}.", "List them: `twinyard user list`.");
    }

    /// <summary>Lets them sign in with the provider; what they signed in to before as somebody else there ends.</summary>
    /// <param name="subject">Null: no more.</param>
    public async Task<Result<Done>> SetSubjectAsync(string name, string? subject, CancellationToken cancellationToken)
    {
        if (subject is not null && SubjectProblem(subject) is { } problem)
        {
            return problem;
        }

        var authority = subject is null ? null : openId.Value.Authority;
        return await database.TryWriteAsync<Done>(
            async session =>
            {
                if (subject is not null && await store.FindBySubjectAsync(session, authority!, subject, cancellationToken) is { } other && other.Name != name)
                {
                    return new ConflictError("subject-taken", $"The subject {subject} is {other.Name} already.", $"Unlink them first: `twinyard user unlink {other.Name}`.");
                }

                await tokens.RevokeKindAsync(session, name, TokenKind.SignedIn, time.NowMicros(), cancellationToken);
                return await store.SetSubjectAsync(session, name, authority, subject, cancellationToken) == 1 ? Done.Value : Unknown(name);
            },
            cancellationToken);
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

    private Error? SubjectProblem(string? subject) =>
        !openId.Value.IsConfigured ? new ConflictError("openid-not-configured", "No OpenID Connect provider is configured.", $"Write {OpenIdOptions.Section} into the server's configuration and start it anew.")
        : subject is { Length: > 0 and <= OpenIdPerson.LongestSubject } && !subject.Any(char.IsControl) ? null
        : new InvalidError("subject-invalid", "That cannot be somebody's subject at the provider.", $"It is the claim sub of their ID token: 1 to {OpenIdPerson.LongestSubject} characters.");

    private static NotFoundError Unknown(string name) => new("user-not-found", $"There is no user {name}.", "List them: `twinyard user list`.");
}

using System.Text.RegularExpressions;
using Twinyard.Access.Policies;
using Twinyard.Access.Policies.Requests;
using Twinyard.Access.Roles;
using Twinyard.Access.Tokens;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Sessions;

internal sealed partial class RoleSessions(Database database, SessionStore store, RoleDirectory roles, AccessEvaluator evaluator, IIdGenerator ids, TimeProvider time) : ISessions, ISessionSource
{
    /// <summary>A session that begins in a session, however long the role's may be.</summary>
    public static readonly TimeSpan LongestChained = TimeSpan.FromHours(1);

    public string Kind => "session";

    public async Task<HeldSession?> FindAsync(string name, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => store.FindAsync(session, name, cancellationToken), cancellationToken) is { } row
            ? new HeldSession(row.ToPrincipal(), row.Hash, UnixMicros.FromUnixMicros(row.ExpiresAt), row.RevokedAt is null ? null : "it was revoked")
            : null;

    public ValueTask<AccessDecision> DecideAsync(Principal caller, string role, string? externalId, CancellationToken cancellationToken)
    {
        if (caller.Kind != Principal.User)
        {
            // A session would outlive a run's attempt, and outlast a device that is removed.
            return ValueTask.FromResult(AccessDecision.OnlyPeople(caller));
        }

        var context = externalId is null ? GivenContext.Empty : GivenContext.Of([KeyValuePair.Create(AccessKeys.ExternalId, externalId)]);
        return evaluator.ExplainAsync(caller, new AccessQuestion(caller.Role, PolicySet.Trusted.Action, PolicySet.Trusted.On(role), caller.Name, context), cancellationToken);
    }

    public Task<Result<AssumedRole>> StartAsync(Principal caller, string role, AssumeRoleRequest request, CancellationToken cancellationToken) =>
        StartAsync(SessionCaller.Of(caller), role, request, _ => Task.FromResult(Result<Done>.Ok(Done.Value)), cancellationToken);

    /// <param name="first">Done in the transaction that begins the session; where it fails there is none.</param>
    public async Task<Result<AssumedRole>> StartAsync(
        SessionCaller caller, string role, AssumeRoleRequest request, Func<DbSession, Task<Result<Done>>> first, CancellationToken cancellationToken)
    {
        var found = await roles.RequireAsync(role, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var assumed = found.Value.Role;
        var (name, longest) = (request.SessionName ?? caller.Name, caller.IsChained ? Min(assumed.LongestSession, LongestChained) : assumed.LongestSession);
        if (Problem(role, name, longest, caller.IsChained, request) is { } problem)
        {
            return problem;
        }

        var (now, secret) = (time.GetUtcNow(), SessionToken.NewSecret());
        var row = new SessionRow
        {
            Id = ids.NewId().ToString(),
            Name = name,
            Hash = SessionToken.Hash(secret),
            PrincipalKind = Principal.User,
            PrincipalName = caller.Name,
            SourceRole = caller.Role,
            Role = role,
            Policy = request.Policy?.ToJsonString(),
            Environment = caller.Environment,
            CreatedAt = now.ToUnixMicros(),
            ExpiresAt = (now + (request.DurationSeconds is { } asked ? TimeSpan.FromSeconds(asked) : Min(Role.DefaultSession, longest))).ToUnixMicros(),
        };
        return await database.TryWriteAsync<AssumedRole>(
            async session =>
            {
                if (await first(session) is { IsOk: false } failed)
                {
                    return failed.Error;
                }

                await store.InsertAsync(session, row, cancellationToken);
                return new AssumedRole(row.ToInfo(), SessionToken.Text(Kind, row.Id, secret));
            },
            cancellationToken);
    }

    private static Error? Problem(string role, string name, TimeSpan longest, bool isChained, AssumeRoleRequest request)
    {
        if (!SessionName().IsMatch(name))
        {
            return new InvalidError("session-name", $"'{name}' cannot be the name of a session.", "Write 2 to 64 letters, digits and any of + = , . @ _ -.");
        }

        if (request.DurationSeconds is { } seconds && (seconds < Role.ShortestSession.TotalSeconds || seconds > longest.TotalSeconds))
        {
            return new InvalidError(
                "session-duration",
                $"A session of {role} lasts {Role.ShortestSession.TotalSeconds:0} to {longest.TotalSeconds:0} seconds{(isChained ? ", as it begins in a session" : "")}, and not {seconds}.",
                "Ask for less, or set `session:` in the role's declaration, at most 12h.");
        }

        return LimitPolicy.Problem(request.Policy);
    }

    public async Task<Page<SessionInfo>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(session => store.ListAsync(session, page.After, page.Size + 1, cancellationToken), cancellationToken);
        return Page<SessionRow>.Cut(rows, page.Size, row => row.Id).Map(row => row.ToInfo());
    }

    public async Task<Result<Done>> RevokeAsync(string id, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => store.RevokeAsync(session, id, time.NowMicros(), cancellationToken), cancellationToken) == 0
            ? new NotFoundError("session-not-found", $"There is no session {id}.", "List them: `twinyard session list`.")
            : Done.Value;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [GeneratedRegex(@"^[A-Za-z0-9+=,.@_-]{2,64}$")]
    private static partial Regex SessionName();
}

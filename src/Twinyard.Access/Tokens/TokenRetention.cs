using Twinyard.Access.People;
using Twinyard.Access.Sessions;
using Twinyard.Access.SignIn;
using Twinyard.Access.Trust;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Time;

namespace Twinyard.Access.Tokens;

/// <summary>Removes tokens and sessions of assumed roles a week after they ended, failed sign-ins after a day, and sign-in tickets and used assertions after they expired.</summary>
internal sealed class TokenRetention(Database database, TokenStore tokens, SessionStore sessions, SignInTicketStore tickets, SignInFailureStore failures, TrustStore trust, TimeProvider time) : IBackgroundWork
{
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(7);
    private static readonly TimeSpan FailuresKept = TimeSpan.FromDays(1);
    private const int Batch = 1000;

    public string Name => "access-token-retention";

    public TimeSpan Interval => TimeSpan.FromHours(1);

    public bool IsForElectedNode => true;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var endedBefore = (time.GetUtcNow() - KeptAfterEnd).ToUnixMicros();
        int removed;
        do
        {
            removed = await database.WriteAsync(session => tokens.RemoveEndedAsync(session, endedBefore, Batch, cancellationToken), cancellationToken);
        }
        while (removed == Batch);

        await database.WriteAsync(session => sessions.RemoveEndedAsync(session, endedBefore, cancellationToken), cancellationToken);
        await database.WriteAsync(session => trust.RemoveUsedAsync(session, time.NowMicros(), cancellationToken), cancellationToken);
        await database.WriteAsync(session => failures.RemoveOldAsync(session, (time.GetUtcNow() - FailuresKept).ToUnixMicros(), cancellationToken), cancellationToken);
        await database.WriteAsync(session => tickets.RemoveExpiredAsync(session, time.NowMicros(), cancellationToken), cancellationToken);
    }
}

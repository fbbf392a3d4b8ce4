using System.Net;
using System.Net.Sockets;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Access.People;

/// <summary>
/// Makes guessing slow. After a few failures of a person from an address, more of an address, and many of a person from wherever, each further try has to wait, twice as long each time and a quarter of an hour at most. Every try counts
/// before the password is looked at, so that many at once are no way around; one that succeeds is taken off again. All nodes count together.
/// </summary>
internal sealed class SignInThrottle(Database database, SignInFailureStore store, TimeProvider time) : IDisposable
{
    public const int FreeOfPair = 5;
    public const int FreeOfAddress = 50;
    public const int FreeOfPerson = 100;
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private const string Turn = "access-sign-in";
    private const int Ipv6NetworkBytes = 8;

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Counts a try.</summary>
    /// <returns>What it is counted under; or a <see cref="WaitError"/> that says how long to wait, and nothing is counted.</returns>
    public Task<Result<SignInTry>> BeginAsync(string name, IPAddress? address, CancellationToken cancellationToken)
    {
        var (from, now) = (Network(address), time.NowMicros());
        var subjects = new (string Subject, int Free)[] { ($"{name} from {from}", FreeOfPair), ($"from {from}", FreeOfAddress), ($"{name} from anywhere", FreeOfPerson) };
        Task<Result<SignInTry>> CountAsync() => database.TryWriteAsync<SignInTry>(
            async session =>
            {
                var wait = TimeSpan.Zero;
                foreach (var (subject, free) in subjects)
                {
                    var row = await store.FindAsync(session, subject, cancellationToken);
                    var rest = row is null ? TimeSpan.Zero : Wait(row.Failures - free) - TimeSpan.FromMicroseconds(now - row.LastAt);
                    wait = rest > wait ? rest : wait;
                }

                if (wait > TimeSpan.Zero)
                {
                    return new WaitError("sign-in-wait", $"Too many tries to sign in have failed; the next one counts in {Math.Ceiling(wait.TotalSeconds):0} seconds.", wait, "Wait, or ask an owner to set the password anew.");
                }

                foreach (var (subject, _) in subjects)
                {
                    await store.CountAsync(session, subject, now, cancellationToken);
                }

                return new SignInTry(subjects[0].Subject, subjects[1].Subject, subjects[2].Subject);
            },
            cancellationToken);
        return AloneAsync(CountAsync, cancellationToken);
    }

    /// <summary>One after the other, as each must see what the others have counted. A node waits for the others with one connection, however many wait on it.</summary>
    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await database.AloneAsync(Turn, work, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The try succeeded: what failed before it from there is forgotten.</summary>
    public Task SucceedAsync(SignInTry attempt, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await store.RemoveAsync(session, attempt.Pair, cancellationToken);
            await store.TakeOffAsync(session, attempt.Address, cancellationToken);
            await store.TakeOffAsync(session, attempt.Person, cancellationToken);
        },
        cancellationToken);

    public void Dispose() => _turn.Dispose();

    private static TimeSpan Wait(long beyond) => beyond < 0 ? TimeSpan.Zero
        : beyond >= 10 ? LongestWait
        : TimeSpan.FromSeconds(Math.Min(1 << (int)beyond, LongestWait.TotalSeconds));

    // Whoever has one IPv6 address has its whole network.
    private static string Network(IPAddress? address) => address switch
    {
        null => "inside",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } when !IPAddress.IsLoopback(address) => new IPNetwork(new IPAddress([.. address.GetAddressBytes().Take(Ipv6NetworkBytes), .. new byte[Ipv6NetworkBytes]]), 8 * Ipv6NetworkBytes).ToString(),
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };
}

using System.Net;
using System.Net.Sockets;
using Twinyard.Platform.Results;

namespace Twinyard.Twins.Egress;

/// <summary>
/// Decides by a run's list where it may connect to, and connects. Names are resolved here and the connection goes to the address that was looked at. A name leads to a public
/// address; to one of a private network only where the list has exactly this host; to anything else, such as a loopback or a link-local one, only where the list has the address.
/// </summary>
internal sealed class EgressDialer(IReadOnlyList<EgressRule> rules, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
{
    public const string Refused = "egress-refused";

    private const string Localhost = "localhost";
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(30);

    /// <returns>An error of the code <see cref="Refused"/> where the list does not have it; its message says why.</returns>
    public async Task<Result<Socket>> ConnectAsync(EgressTarget target, CancellationToken cancellationToken)
    {
        using var longest = new CancellationTokenSource(LongestConnect, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, longest.Token);
        try
        {
            var addresses = await AddressesAsync(target, stop.Token);
            return addresses.IsOk ? await ConnectAsync(target, addresses.Value, stop.Token) : addresses.Error;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FailedError("egress-timeout", $"{target} did not answer within {LongestConnect.TotalSeconds:0} s.");
        }
    }

    private async Task<Result<IReadOnlyList<IPAddress>>> AddressesAsync(EgressTarget target, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(target.Host, out var literal))
        {
            return rules.Any(rule => rule.Covers(literal, target.Port)) ? new[] { literal } : new DeniedError(Refused, "");
        }

        // What the list does not name is not asked for either: a question to a name server can carry data out.
        var naming = rules.Where(rule => rule.Names(target.Host, target.Port)).ToList();
        if (naming.Count == 0)
        {
            return new DeniedError(Refused, "");
        }

        IPAddress[] found;
        try
        {
            found = [.. (await resolve(target.Host, cancellationToken)).Select(EgressRule.Canonical)];
        }
        catch (SocketException e)
        {
            return new FailedError("egress-no-such-host", $"The name {target.Host} has no address: {e.Message}");
        }

        var usable = found.Where(address => MayLeadTo(address, target, naming.Any(rule => rule.IsHost))).ToList();
        return usable.Count > 0 ? usable
            : found.Length == 0 ? new FailedError("egress-no-such-host", $"The name {target.Host} has no address.")
            : new DeniedError(Refused, $"its name leads to {found[0]}, which is not on the public internet");
    }

    private bool MayLeadTo(IPAddress address, EgressTarget target, bool isExact) =>
        AddressKind.IsPublic(address)
        || (isExact && AddressKind.IsPrivate(address))
        || (isExact && target.Host == Localhost && IPAddress.IsLoopback(address))
        || rules.Any(rule => rule.Covers(address, target.Port));

    private static async Task<Result<Socket>> ConnectAsync(EgressTarget target, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        var why = "";
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                why = e.Message;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        return new FailedError("egress-unreachable", $"{target} cannot be reached: {why}");
    }
}

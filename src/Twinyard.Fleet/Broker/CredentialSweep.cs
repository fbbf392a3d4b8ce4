using Twinyard.Access.Tokens;
using Twinyard.Platform.Background;
using Twinyard.Platform.Results;

namespace Twinyard.Fleet.Broker;

/// <summary>A connection does not outlive the credential that it was made with, whichever server that was taken back on.</summary>
internal sealed class CredentialSweep(ITokens tokens, ConnectedDevices connected, IConnectionCloser broker) : IBackgroundWork
{
    public string Name => "credentials of connected devices";

    public TimeSpan Interval => TimeSpan.FromMinutes(1);

    public Task RunOnceAsync(CancellationToken cancellationToken) => LookAtAsync(connected.Clients(), cancellationToken);

    /// <summary>At one device's connections, now.</summary>
    public Task LookAtAsync(string device, CancellationToken cancellationToken) => LookAtAsync(connected.ClientsOf(device), cancellationToken);

    private async Task LookAtAsync(IReadOnlyList<ConnectedClient> clients, CancellationToken cancellationToken)
    {
        foreach (var client in clients)
        {
            if (!(await tokens.CheckAsync(client.Principal, cancellationToken)).IsOk)
            {
                await broker.CloseAsync(client.Id);
            }
        }
    }
}

using Microsoft.Extensions.Hosting;

namespace Twinyard.Access.Roles;

/// <summary>Puts the built-in roles in place before the server takes its first request.</summary>
internal sealed class RoleSeeding(RoleDirectory directory) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => await directory.ListAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

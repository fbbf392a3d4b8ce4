using Twinyard.Access.Http;
using Twinyard.Fleet;
using Twinyard.Platform.Paging;
using Twinyard.Repositories;
using Twinyard.Signals.Alarms;
using Twinyard.WebConsole.Access;
using Twinyard.Workflows;

namespace Twinyard.WebConsole.Pages.Overview;

/// <summary>Asks every room for its part of the overview, as far as the reader may.</summary>
internal sealed class OverviewReader(ConsoleAccess access, IWorkflows workflows, IProposals proposals, IAlarms alarms, IFleet fleet)
{
    public async Task<OverviewReading> ReadAsync(CancellationToken cancellationToken) => new()
    {
        Workflows = await PartAsync(Reads.Workflows, async () => (await workflows.ListAsync(new PageRequest(null, 200), cancellationToken)).Items, cancellationToken),
        Runs = await PartAsync(Reads.Runs, async () => (await workflows.RunsAsync(null, null, new PageRequest(null, 8), cancellationToken)).Value.Items, cancellationToken),
        OpenProposals = await PartAsync(Reads.Proposals, async () => (await proposals.ListAsync(null, "open", new PageRequest(null, 50), cancellationToken)).Items, cancellationToken),
        Alarms = await PartAsync(Reads.Alarms, async () => (await alarms.ListAsync(new PageRequest(null, 500), cancellationToken)).Items, cancellationToken),
        Rollouts = await PartAsync(Reads.Rollouts, async () => (await fleet.ListRolloutsAsync(new PageRequest(null, 3), cancellationToken)).Items, cancellationToken),
        Fleet = await PartAsync(Reads.FleetStatus, () => fleet.StatusAsync(cancellationToken), cancellationToken),
    };

    private async Task<T?> PartAsync<T>(RequiredAction required, Func<Task<T>> read, CancellationToken cancellationToken)
        where T : class =>
        await access.MayAsync(required, cancellationToken) ? await read() : null;
}

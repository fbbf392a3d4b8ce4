using Twinyard.Chaos.Deploys;
using Twinyard.Chaos.Plans;
using Twinyard.Chaos.Requests;
using Twinyard.Chaos.Servers;

namespace Twinyard.Chaos;

/// <summary>
/// What happens to the servers: in each round all of them are started, requests come, the clock is moved, perhaps schedules are edited, and then a server is killed or
/// paused. The seed decides what and when; how far the servers have come by then is theirs.
/// </summary>
internal sealed class ChaosScript(ServerGroup servers, Traffic traffic, Deployment deployment, ScriptedClock clock, Random random, ChaosCounts counts)
{
    /// <summary>Longer than a lease lasts.</summary>
    private static readonly TimeSpan BeyondLease = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan LongestDeploy = TimeSpan.FromSeconds(15);

    private Plan _plan = Workload.First;
    private bool _deployed = true;

    /// <summary>The latest time that the clock had shown when each plan was found to be deployed, by its number.</summary>
    public Dictionary<int, DateTimeOffset> Highest { get; } = [];

    public async Task RoundAsync(CancellationToken cancellationToken)
    {
        counts.Rounds++;
        if (random.Next(6) == 0)
        {
            await KillWhileStartingAsync(cancellationToken);
        }

        await servers.StartAsync(cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var requests = traffic.RunAsync(random.Next(), end.Token);
        var repeated = traffic.RepeatDeliveriesAsync(end.Token);
        var deploy = random.Next(4) == 0 || !_deployed ? DeployAsync(end.Token) : Task.CompletedTask;
        if (random.Next(4) > 0)
        {
            // On a slow machine a time alone would kill most servers before they had begun.
            await traffic.AcknowledgedAsync(random.Next(1, 20), cancellationToken);
        }

        await ClockMovesAsync(cancellationToken);
        if (random.Next(2) == 0)
        {
            // Otherwise most deploys would be interrupted, and no schedule ever edited.
            await Task.WhenAny(deploy, Task.Delay(LongestDeploy, clock, cancellationToken));
        }

        await HitAsync(cancellationToken);
        await end.CancelAsync();
        foreach (var task in new[] { requests, repeated, deploy })
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (new[] { requests, repeated, deploy }.FirstOrDefault(task => task.IsFaulted) is { } broken)
        {
            await broken;
        }
    }

    /// <summary>Takes all schedules away, so that nothing more is due.</summary>
    public async Task QuietAsync(CancellationToken cancellationToken)
    {
        await servers.StartAsync(cancellationToken);
        _plan = _plan.Quiet(_plan.Number + 1);
        await deployment.AddAsync(_plan, cancellationToken);
        _deployed = false;
        while (!_deployed)
        {
            await DeployAsync(cancellationToken);
        }
    }

    private async Task DeployAsync(CancellationToken cancellationToken)
    {
        if (_deployed)
        {
            _plan = Workload.Next(_plan, random);
            await deployment.AddAsync(_plan, cancellationToken);
            _deployed = false;
        }

        if (await deployment.TryAsync(cancellationToken))
        {
            Highest[_plan.Number] = clock.Highest;
            _deployed = true;
            counts.Deploys++;
        }
    }

    /// <summary>An hour or so forwards at most, minutes back at most; mostly little.</summary>
    private async Task ClockMovesAsync(CancellationToken cancellationToken)
    {
        for (var moves = random.Next(1, 4); moves > 0; moves--)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 2_000)), clock, cancellationToken);
            Move(random.Next(10) switch
            {
                0 => -TimeSpan.FromSeconds(random.Next(1, 300)),
                1 => TimeSpan.FromMinutes(random.Next(20, 90)),
                _ => TimeSpan.FromSeconds(random.Next(1, 600)),
            });
        }
    }

    private void Move(TimeSpan by)
    {
        clock.Move(by);
        if (by < TimeSpan.Zero)
        {
            counts.ClockBack++;
        }
        else
        {
            counts.ClockForward++;
        }
    }

    /// <summary>One server is killed, and of several perhaps more; or one is paused until its leases have run out, and goes on.</summary>
    private async Task HitAsync(CancellationToken cancellationToken)
    {
        // Most of all soon after the clock has moved, when there is most to do.
        await Task.Delay(TimeSpan.FromMilliseconds(1_500 * Math.Pow(random.NextDouble(), 2)), clock, cancellationToken);
        if (random.Next(4) == 0)
        {
            await PauseAsync(random.Next(servers.Count), cancellationToken);
        }

        foreach (var slot in random.GetItems(Enumerable.Range(0, servers.Count).ToArray(), 1 + random.Next(servers.Count)).Distinct())
        {
            await servers.KillAsync(slot);
            counts.Kills++;
        }
    }

    private async Task PauseAsync(int slot, CancellationToken cancellationToken)
    {
        servers.Pause(slot);
        try
        {
            Move(BeyondLease);
            // The others find its leases run out; where it is alone, it finds so itself.
            await Task.Delay(TimeSpan.FromMilliseconds(servers.Count == 1 ? 100 : random.Next(1_500, 4_000)), clock, cancellationToken);
        }
        finally
        {
            servers.Resume(slot);
        }

        counts.Pauses++;
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 2_500)), clock, cancellationToken);
    }

    private async Task KillWhileStartingAsync(CancellationToken cancellationToken)
    {
        var slot = random.Next(servers.Count);
        servers.Begin(slot);
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 2_500)), clock, cancellationToken);
        await servers.KillAsync(slot);
        counts.Kills++;
        counts.KillsAtStart++;
    }
}

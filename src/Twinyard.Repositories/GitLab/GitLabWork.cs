using Microsoft.Extensions.Logging;
using Twinyard.Platform.Background;
using Twinyard.Platform.Data;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Checks;

namespace Twinyard.Repositories.GitLab;

/// <summary>The loop of the linked repositories: what was delivered is fetched, what has passed is deployed, what is known of checks is told.</summary>
internal sealed partial class GitLabWork(
    Database database,
    LinkStore links,
    DeliveryStore deliveries,
    GitLabArrivals arrivals,
    GitLabDeployments deployments,
    GitLabStatuses statuses,
    RetryPolicy retries,
    CheckChanges changes,
    TimeProvider time,
    ILogger<GitLabWork> logger) : IBackgroundWork
{
    private const int Batch = 50;
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    public string Name => "repositories.gitlab";

    public TimeSpan Interval => TimeSpan.FromSeconds(30);

    public bool IsForElectedNode => true;

    public WorkSignal Signal => changes.GitLab;

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var all = await database.ReadAsync(session => links.ListAsync(session, cancellationToken), cancellationToken);
        if (all.Count == 0)
        {
            return;
        }

        IReadOnlyList<DeliveryRow> due;
        do
        {
            due = await database.ReadAsync(session => deliveries.DueAsync(time.NowMicros(), Batch, session, cancellationToken), cancellationToken);
            foreach (var row in due)
            {
                // A link that was taken away took its deliveries with it.
                if (all.FirstOrDefault(link => link.Repository == row.Repository) is { } link)
                {
                    await ActAsync(link, row, cancellationToken);
                }
            }
        }
        while (due.Count == Batch);

        foreach (var link in all)
        {
            await deployments.DeployAsync(link, cancellationToken);
        }

        await statuses.SendAsync(cancellationToken);
        await database.WriteAsync(session => deliveries.ForgetAsync((time.GetUtcNow() - Remembered).ToUnixMicros(), session, cancellationToken), cancellationToken);
    }

    private async Task ActAsync(LinkRow link, DeliveryRow row, CancellationToken cancellationToken)
    {
        var outcome = await arrivals.FollowAsync(link, row.Read(), cancellationToken);
        var attempts = row.Attempts + 1;
        var (state, nextAt, error) = outcome.Error switch
        {
            null => ("done", 0L, ""),
            FailedError when attempts < RetryPolicy.Attempts => ("pending", retries.NextAfter(attempts), outcome.Error.ToString()),
            _ => ("failed", 0L, outcome.Error.ToString()),
        };
        if (error.Length > 0)
        {
            LogNotFollowed(row.Repository, row.Id, attempts, error);
        }

        await database.WriteAsync(session => deliveries.SetAsync(row.Id, state, attempts, nextAt, error, session, cancellationToken), cancellationToken);
    }
}

using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Repositories.GitLab;

/// <summary>Tells GitLab how the checks of its commits are getting on.</summary>
internal sealed class GitLabStatuses(
    Database database, LinkStore links, LinkTokens tokens, StatusStore store, GitLabApi gitlab, RetryPolicy retries, IServerAddress server, TimeProvider time)
{
    private const int Batch = 100;

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StatusRow> due;
        do
        {
            var now = time.NowMicros();
            due = await database.ReadAsync(session => store.DueAsync(now, Batch, session, cancellationToken), cancellationToken);
            foreach (var status in due)
            {
                var link = await database.ReadAsync(session => links.FindAsync(status.Repository, session, cancellationToken), cancellationToken);
                if (link is not null)
                {
                    await SendAsync(link, status, cancellationToken);
                }
            }
        }
        while (due.Count == Batch);
    }

    private async Task SendAsync(LinkRow link, StatusRow status, CancellationToken cancellationToken)
    {
        var token = await tokens.FindAsync(link, cancellationToken);
        var sent = token.IsOk ? await gitlab.SetStatusAsync(link, token.Value, status, $"{server.Url}/proposals/{status.ProposalId}", cancellationToken) : token.Error;
        var attempts = status.Attempts + 1;
        var (state, tried, nextAt, error) = sent.Error switch
        {
            null => (status.State, 0L, 0L, ""),
            // Said no for good, or for too long: the next state of the check is told all the same.
            not FailedError => (status.State, 0L, 0L, sent.Error.ToString()),
            _ when attempts >= RetryPolicy.Attempts => (status.State, 0L, 0L, $"Given up after {attempts} attempts: {sent.Error}"),
            _ => ("", attempts, retries.NextAfter(attempts), sent.Error.ToString()),
        };
        await database.WriteAsync(session => store.SetAsync(status.CheckId, state, tried, nextAt, error, session, cancellationToken), cancellationToken);
    }
}

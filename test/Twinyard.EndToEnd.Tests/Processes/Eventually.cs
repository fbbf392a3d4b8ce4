namespace Twinyard.EndToEnd.Tests.Processes;

/// <summary>Looks again and again until something is so, with a bound on its patience. The bound only decides when a test gives up.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="what">What is awaited, for the message when it does not come.</param>
    /// <param name="probe">Null while it is not so.</param>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> probe, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (true)
            {
                if (await probe() is { } value)
                {
                    return value;
                }

                await look.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{what} did not come true within {Patience.TotalMinutes} minutes.");
        }
    }

    public static Task TrueAsync(string what, Func<Task<bool>> probe, CancellationToken cancellationToken) =>
        GetAsync(what, async () => await probe() ? "" : null, cancellationToken);
}

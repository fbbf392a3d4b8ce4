using System.Globalization;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Delivery;

internal sealed class DeadLetters(
    Database database, DeadLetterStore letters, RetryStore retries, DispatchSignal dispatch, IEnumerable<IEventConsumer> consumers, TimeProvider time) : IDeadLetters
{
    private const int Batch = 200;

    private readonly HashSet<string> _consumers = [.. consumers.Select(consumer => consumer.Name)];

    public async Task<Result<Page<DeadLetter>>> ListAsync(string? consumer, string? state, PageRequest page, CancellationToken cancellationToken)
    {
        if (state is not null && !DeadLetterStore.States.Contains(state))
        {
            return new InvalidError("dead-letter-state-unknown", $"'{state}' is not a state of a dead letter.", $"Use one of {string.Join(", ", DeadLetterStore.States)}.");
        }

        var rows = await database.ReadAsync(
            session => letters.ListAsync(session, consumer, state, DeadLetterCursor.Parse(page.After), page.Size + 1, cancellationToken), cancellationToken);
        return Page<DeadLetterRow>.Cut(rows, page.Size, row => new DeadLetterCursor(row.At, row.Sequence, row.Consumer).ToString()).Map(row => row.ToDeadLetter());
    }

    public Task<long> CountDeadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => letters.CountDeadAsync(session, cancellationToken), cancellationToken);

    public Task<Result<DeadLetterHistory>> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync<Result<DeadLetterHistory>>(
        async session =>
        {
            if (await FindAsync(session, id, cancellationToken) is not { } row)
            {
                return NotFound(id);
            }

            var steps = await letters.StepsAsync(session, row.Consumer, row.Sequence, cancellationToken);
            return new DeadLetterHistory(row.ToDeadLetter(), [.. steps.Select(step => step.ToStep())]);
        },
        cancellationToken);

    public Task<Result<DeadLetter>> RedriveAsync(string id, CancellationToken cancellationToken) => database.TryWriteAsync<DeadLetter>(
        async session =>
        {
            if (await FindAsync(session, id, cancellationToken) is not { } row)
            {
                return NotFound(id);
            }

            if (!_consumers.Contains(row.Consumer))
            {
                return Gone(row.Consumer);
            }

            return await TryRedriveAsync(session, row.Consumer, row.Sequence, cancellationToken) && await FindAsync(session, id, cancellationToken) is { } redriven
                ? redriven.ToDeadLetter()
                : new ConflictError("dead-letter-not-dead", $"The dead letter {id} was handed to its consumer again already.", "`twinyard event dead-letters` shows what became of it.");
        },
        cancellationToken);

    public async Task<Result<int>> RedriveAllAsync(string consumer, CancellationToken cancellationToken)
    {
        if (!_consumers.Contains(consumer))
        {
            return Gone(consumer);
        }

        var all = 0;
        int found;
        do
        {
            found = await database.WriteAsync(
                async session =>
                {
                    var sequences = await letters.DeadOfAsync(session, consumer, Batch, cancellationToken);
                    foreach (var sequence in sequences)
                    {
                        all += await TryRedriveAsync(session, consumer, sequence, cancellationToken) ? 1 : 0;
                    }

                    return sequences.Count;
                },
                cancellationToken);
        }
        while (found == Batch);
        return all;
    }

    private async Task<bool> TryRedriveAsync(DbSession session, string consumer, long sequence, CancellationToken cancellationToken)
    {
        var now = time.NowMicros();
        if (!await letters.TryRedriveAsync(session, consumer, sequence, now, cancellationToken))
        {
            return false;
        }

        await retries.AddAsync(session, new RetryRow { Consumer = consumer, Sequence = sequence, Attempts = 0, FirstAt = now, NextAt = now }, cancellationToken);
        session.OnCommitted(dispatch.Signal.Raise);
        return true;
    }

    private async Task<DeadLetterRow?> FindAsync(DbSession session, string id, CancellationToken cancellationToken)
    {
        var colon = id.LastIndexOf(':');
        return colon > 0 && long.TryParse(id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? await letters.FindAsync(session, id[..colon], sequence, cancellationToken)
            : null;
    }

    private static NotFoundError NotFound(string id) => new("dead-letter-not-found", $"There is no dead letter '{id}'.", "`twinyard event dead-letters` lists them.");

    private ConflictError Gone(string consumer) =>
        new("consumer-not-found", $"There is no consumer '{consumer}' here.", $"There are {string.Join(", ", _consumers.Order(StringComparer.Ordinal))}.");
}

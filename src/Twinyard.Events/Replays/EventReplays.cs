using System.Globalization;
using Twinyard.Access;
using Twinyard.Events.Bus;
using Twinyard.Events.Patterns;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ids;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;

namespace Twinyard.Events.Replays;

internal sealed class EventReplays(
    Database database, ReplayStore replays, EventStore events, EventPlacing placing, ReplaySignal asked, IIdGenerator ids, TimeProvider time) : IEventReplays
{
    /// <summary>Replays that may run at the same time.</summary>
    public const int MostRunning = 10;

    private const int LongestName = 64;

    public async Task<Result<EventReplay>> StartAsync(ReplayRequest request, Principal principal, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal)
        {
            return refusal;
        }

        // What was published a moment ago is in it, also when the dispatcher has not seen it yet.
        await placing.PlaceAsync(cancellationToken);
        return await database.TryWriteAsync(session => AddAsync(request, principal, session, cancellationToken), cancellationToken);
    }

    public async Task<Page<EventReplay>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var (at, name) = Cursor(page.After);
        var rows = await database.ReadAsync(session => replays.ListAsync(session, at, name, page.Size + 1, cancellationToken), cancellationToken);
        return Page<ReplayRow>.Cut(rows, page.Size, row => string.Create(CultureInfo.InvariantCulture, $"{row.CreatedAt}:{row.Name}")).Map(row => row.ToReplay());
    }

    public async Task<Result<EventReplay>> FindAsync(string name, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => replays.FindAsync(session, name, cancellationToken), cancellationToken) is { } row ? row.ToReplay() : NotFound(name);

    public Task<Result<EventReplay>> CancelAsync(string name, CancellationToken cancellationToken) => database.TryWriteAsync<EventReplay>(
        async session =>
        {
            var ended = await replays.TryEndAsync(session, name, EventReplay.Cancelled, time.NowMicros(), cancellationToken);
            return (await replays.FindAsync(session, name, cancellationToken), ended) switch
            {
                (null, _) => NotFound(name),
                ({ } row, true) => row.ToReplay(),
                ({ } row, false) => new ConflictError("replay-ended", $"The replay {name} is {row.State} already."),
            };
        },
        cancellationToken);

    private async Task<Result<EventReplay>> AddAsync(ReplayRequest request, Principal principal, DbSession session, CancellationToken cancellationToken)
    {
        // Retention holds the same row: it removes nothing while a replay is added, and sees it afterwards.
        var through = await events.LockPositionAsync(session, cancellationToken);
        if ((await replays.RunningAsync(session, cancellationToken)).Count >= MostRunning)
        {
            return new LimitError("replays-too-many", $"{MostRunning} replays run already, which is the most that may.", "Wait for one to end, or cancel one with `twinyard event replay cancel`.");
        }

        var row = new ReplayRow
        {
            Name = request.Name ?? ids.NewId().ToString(),
            Pattern = request.Pattern,
            FromAt = request.From.ToUnixMicros(),
            ToAt = request.To.ToUnixMicros(),
            Through = through,
            Minute = request.From.ToUnixMicros() / ReplayRow.MicrosAMinute,
            RequestedBy = $"{principal.Kind}/{principal.Name}",
            CreatedAt = time.NowMicros(),
        };
        if (!await replays.TryAddAsync(session, row, cancellationToken))
        {
            return new ConflictError("replay-exists", $"There is a replay '{row.Name}' already.", "Choose another name; a replay cannot be repeated under the same.");
        }

        session.OnCommitted(asked.Work.Raise);
        return row.ToReplay();
    }

    private Error? Refuse(ReplayRequest request)
    {
        if (request.Name is { } name && !IsGood(name))
        {
            return new InvalidError("replay-name-invalid", $"'{name}' cannot name a replay.", $"Use 1 to {LongestName} of a–z, A–Z, 0–9, '.', '-' and '_'.");
        }

        if (new ArchiveWindow(request.From, request.To).Refuse(time.GetUtcNow()) is { } refusal)
        {
            return refusal;
        }

        return request.Pattern is { } pattern ? EventPattern.Parse(pattern).Error : null;
    }

    private static bool IsGood(string name) => name.Length is >= 1 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static (long At, string Name) Cursor(string? after) =>
        after?.Split(':', 2) is [var at, var name] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var created) ? (created, name) : (long.MaxValue, "");

    private static NotFoundError NotFound(string name) => new("replay-not-found", $"There is no replay '{name}'.", "`twinyard event replay list` lists them.");
}

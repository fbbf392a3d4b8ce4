using Twinyard.Contracts.Repositories;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Plans;
using Twinyard.Repositories.Proposals;

namespace Twinyard.Repositories.Replays;

/// <summary>Reads the head of a proposal as a merge does, and has each kind that acts by itself say what its declarations would have caused.</summary>
internal sealed class ProposalReplay(
    Database database,
    ProposalStore proposals,
    RepositoryCatalog catalog,
    DeclaredTreeReader reader,
    DeployPlanner planner,
    IEnumerable<IResourceReplay> replays,
    IEventArchive archive,
    TimeProvider time) : IProposalReplay
{
    private const int MostDays = 92;
    private const int MostEntries = 10_000;

    // Runs before the alarms that watch them.
    private readonly IResourceReplay[] _replays = [.. replays.OrderByDescending(replay => replay.Kind, StringComparer.Ordinal)];

    public async Task<Result<ReplayComparison>> CompareAsync(long id, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken)
    {
        if (Refuse(from, to) is { } refusal)
        {
            return refusal;
        }

        var proposal = await database.ReadAsync(session => proposals.FindAsync(id, session, cancellationToken), cancellationToken);
        if (proposal is not { State: ProposalState.Open })
        {
            return proposal is null ? ProposalBook.NotFound(id) : ProposalBook.NotOpen(proposal);
        }

        var tree = await reader.ReadAsync(catalog.Open(proposal.Repository), proposal.Head, cancellationToken);
        var plan = await database.ReadAsync(session => planner.PlanAsync(proposal.Repository, tree, session, cancellationToken), cancellationToken);
        if (plan.Problems.Count > 0)
        {
            return InvalidError.FromProblems("declarations-invalid", plan.Problems, "Correct the files and push again.");
        }

        var results = new List<ResourceReplay>();
        foreach (var replay in _replays)
        {
            var declarations = new ReplayedDeclarations(
                tree.Resources.Where(resource => resource.Kind.Kind == replay.Kind).ToDictionary(resource => resource.Name, resource => resource.Specification, StringComparer.Ordinal),
                [.. plan.Deleted.Where(delete => delete.Kind.Kind == replay.Kind).Select(delete => delete.Name)],
                from,
                to);
            results.Add(await replay.ReplayAsync(declarations, cancellationToken));
        }

        return await ComparisonAsync(proposal, from, to, Math.Clamp(limit, 1, MostEntries), results, cancellationToken);
    }

    private async Task<ReplayComparison> ComparisonAsync(
        ProposalRow proposal, DateTimeOffset from, DateTimeOffset to, int limit, IReadOnlyList<ResourceReplay> results, CancellationToken cancellationToken)
    {
        var shortest = results.MinBy(result => result.Until);
        var until = shortest?.Until ?? to;
        var entries = results.SelectMany(result => result.Effects).Where(effect => effect.At < until).Select(Entry).ToList();
        var shown = entries.OrderBy(entry => entry.Change == ReplayEntry.Same).ThenBy(entry => entry.At).Take(limit)
            .OrderBy(entry => entry.At).ThenBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Cause, StringComparer.Ordinal);
        return new ReplayComparison
        {
            Proposal = proposal.Id,
            Head = proposal.Head,
            From = from,
            To = to,
            Until = until,
            CutBecause = shortest?.CutBecause,
            Counts = [Count("run", entries), Count("alarm", entries)],
            Entries = [.. shown],
            Omitted = Math.Max(0, entries.Count - limit),
            NotSimulated = [.. _replays.SelectMany(replay => replay.NotSimulated), .. await GoneAsync(from, cancellationToken)],
        };
    }

    private async Task<IReadOnlyList<string>> GoneAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        await archive.BeginningAsync(cancellationToken) is { } beginning && beginning > from
            ? [$"Events before {beginning.ToText()}, which is the oldest that the archive has."]
            : [];

    private InvalidError? Refuse(DateTimeOffset from, DateTimeOffset to) =>
        new ArchiveWindow(from, to).Refuse(time.GetUtcNow())
        ?? (to - from > TimeSpan.FromDays(MostDays)
            ? new InvalidError("replay-window", $"The window is longer than {MostDays} days, which is the most that is looked at at once.", "Look at it in several smaller windows.")
            : null);

    private static ReplayCount Count(string what, IReadOnlyList<ReplayEntry> entries)
    {
        int Of(string change) => entries.Count(entry => entry.What == what && entry.Change == change);
        return new ReplayCount(what, Of(ReplayEntry.Same), Of(ReplayEntry.OnlyNow), Of(ReplayEntry.OnlyProposed));
    }

    private static ReplayEntry Entry(ReplayEffect effect) => new(
        effect switch
        {
            { Now: not null, Proposed: not null } => ReplayEntry.Same,
            { Now: not null } => ReplayEntry.OnlyNow,
            _ => ReplayEntry.OnlyProposed,
        },
        effect.What,
        effect.Name,
        effect.At,
        effect.Cause,
        effect.EventId,
        effect.Now,
        effect.Proposed);
}

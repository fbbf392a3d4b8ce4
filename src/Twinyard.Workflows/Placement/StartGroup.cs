using Twinyard.Platform.Data;

namespace Twinyard.Workflows.Placement;

/// <summary>Places what people and programs ask for: all that is asked at about the same time in one transaction.</summary>
internal sealed class StartGroup : IDisposable
{
    private const int Most = 128;

    private readonly Database _database;
    private readonly OccurrencePlacement _placement;
    private readonly GroupCommit<StartRequest, StartPlacement?> _group;

    public StartGroup(Database database, OccurrencePlacement placement)
    {
        _database = database;
        _placement = placement;
        // A group is placed whoever of its callers is cancelled.
        _group = new(Most, requests => database.WriteAsync(session => PlaceAsync(requests, session, CancellationToken.None), CancellationToken.None));
    }

    /// <returns>Null when the workflow does not exist.</returns>
    public async Task<StartPlacement?> PlaceAsync(StartRequest request, CancellationToken cancellationToken) =>
        await _group.WriteAsync(request, cancellationToken) ?? await PlaceAloneAsync(request, cancellationToken);

    public void Dispose() => _group.Dispose();

    // Whose workflow somebody else holds: that wait is not the group's.
    private Task<StartPlacement?> PlaceAloneAsync(StartRequest request, CancellationToken cancellationToken) => _database.WriteAsync(
        async session => await _placement.OpenAsync(request.Workflow, session, cancellationToken) is { } place
            ? Placement(place, request, await _placement.PlaceAsync(place, request.Occurrence, session, cancellationToken))
            : null,
        cancellationToken);

    private async Task<IReadOnlyList<StartPlacement?>> PlaceAsync(IReadOnlyList<StartRequest> requests, DbSession session, CancellationToken cancellationToken)
    {
        var places = await _placement.OpenFreeAsync([.. requests.Select(request => request.Workflow).Distinct(StringComparer.Ordinal)], session, cancellationToken);
        var open = requests.Where(request => places.ContainsKey(request.Workflow)).ToList();
        var placed = await _placement.PlaceAsync([.. open.Select(request => (places[request.Workflow], request.Occurrence))], session, cancellationToken);
        var results = open.Zip(placed, (request, one) => (request.Occurrence.Key, Placement: Placement(places[request.Workflow], request, one)))
            .ToDictionary(one => one.Key, one => one.Placement);
        return [.. requests.Select(request => results.GetValueOrDefault(request.Occurrence.Key))];
    }

    private static StartPlacement Placement(WorkflowPlace place, StartRequest request, PlacedOccurrence? placed) =>
        new(place.Workflow, placed ?? throw new InvalidOperationException($"The request id {request.Occurrence.Reference} was given out twice."));
}

internal sealed record StartRequest(string Workflow, NewOccurrence Occurrence);

internal sealed record StartPlacement(DeployedWorkflow Workflow, PlacedOccurrence Placed);

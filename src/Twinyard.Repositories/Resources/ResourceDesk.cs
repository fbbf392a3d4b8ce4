using System.Globalization;
using System.Text.Json.Nodes;
using Twinyard.Access;
using Twinyard.Contracts.Repositories;
using Twinyard.Events.Bus;
using Twinyard.Platform.Data;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Platform.Time;
using Twinyard.Repositories.Catalog;
using Twinyard.Repositories.Plans;

namespace Twinyard.Repositories.Resources;

/// <summary>
/// Resources by hand: made, changed and removed in one transaction with the note of who did it. What a repository declares is changed there alone.
/// </summary>
internal sealed class ResourceDesk(
    Database database, ResourceKinds kinds, ResourceOwnerStore owners, HandMadeStore handMade, RepositoryStore repositories, HandMadeDeclaration declarations, IEventBus bus, TimeProvider time)
{
    private const string EventSource = "twinyard.repositories";
    private const int MostNamed = 10;

    /// <summary>By kind and name.</summary>
    /// <param name="kind">Null for all.</param>
    public Task<Result<IReadOnlyList<ResourceSummary>>> ListAsync(string? kind, CancellationToken cancellationToken) => database.ReadAsync<Result<IReadOnlyList<ResourceSummary>>>(
        async session =>
        {
            if (kind is not null && kinds.Find(kind) is null)
            {
                return new NotFoundError("resource-kind-unknown", kinds.Unknown(kind));
            }

            var origins = await OriginsAsync(session, cancellationToken);
            var found = new List<ResourceSummary>();
            foreach (var of in kinds.All.Where(of => kind is null || of.Kind == kind))
            {
                found.AddRange((await of.ListAsync(session, cancellationToken)).Keys.Order(StringComparer.Ordinal).Select(name => origins(of.Kind, name)));
            }

            return found;
        },
        cancellationToken);

    public Task<Result<ResourceDetail>> FindAsync(string kindName, string name, CancellationToken cancellationToken) => database.ReadAsync<Result<ResourceDetail>>(
        async session =>
        {
            if (kinds.Find(kindName) is not { } kind)
            {
                return new NotFoundError("resource-kind-unknown", kinds.Unknown(kindName));
            }

            if (!(await kind.ListAsync(session, cancellationToken)).TryGetValue(name, out var specification))
            {
                return NoResource(kindName, name);
            }

            var origin = (await OriginsAsync(session, cancellationToken))(kindName, name);
            return declarations.Write(kind, name, specification).Map(text => new ResourceDetail(origin, HandMadeDeclaration.FileOf(kindName, name), text));
        },
        cancellationToken);

    /// <param name="create">Whether it is to be new; else it must be there.</param>
    public Task<Result<ResourceSummary>> PutAsync(string kind, string name, ResourceDeclarationRequest request, bool create, Principal principal, CancellationToken cancellationToken)
    {
        var read = declarations.Read(request.File ?? HandMadeDeclaration.FileOf(kind, name), request.Declaration ?? "");
        if (!read.IsOk)
        {
            return Task.FromResult<Result<ResourceSummary>>(read.Error);
        }

        var resource = read.Value;
        return resource.Kind.Kind == kind && resource.Name == name
            ? database.TryWriteAsync(session => PutAsync(resource, create, principal, session, cancellationToken), cancellationToken)
            : Task.FromResult<Result<ResourceSummary>>(new InvalidError("declaration-other", $"The declaration is of the {resource.Kind.Kind} '{resource.Name}', and not of the {kind} '{name}'."));
    }

    public Task<Result<ResourceSummary>> DeleteAsync(string kindName, string name, Principal principal, CancellationToken cancellationToken) => database.TryWriteAsync<ResourceSummary>(
        async session =>
        {
            if (kinds.Find(kindName) is not { } kind || !(await kind.ListAsync(session, cancellationToken)).ContainsKey(name))
            {
                return NoResource(kindName, name);
            }

            if (await DeclaredAsync(kindName, name, session, cancellationToken) is { } declared)
            {
                return declared;
            }

            var users = await kinds.UsersAsync(kindName, name, session, cancellationToken);
            if (users.Count > 0)
            {
                return InUse(kindName, name, users);
            }

            var origin = (await OriginsAsync(session, cancellationToken))(kindName, name);
            await kind.DeleteAsync(name, Context(principal), session, cancellationToken);
            await handMade.RemoveAsync(kindName, name, session, cancellationToken);
            await TellAsync("delete", kindName, name, principal, session, cancellationToken);
            return origin;
        },
        cancellationToken);

    private async Task<Result<ResourceSummary>> PutAsync(DeclaredResource resource, bool create, Principal principal, DbSession session, CancellationToken cancellationToken)
    {
        var (kind, name) = (resource.Kind.Kind, resource.Name);
        var isThere = (await resource.Kind.ListAsync(session, cancellationToken)).ContainsKey(name);
        if (create && isThere)
        {
            return new ConflictError("resource-exists", $"There is a {kind} '{name}' already.", "Change it with `twinyard resource update`.");
        }

        if (!create && !isThere)
        {
            return NoResource(kind, name);
        }

        if (await DeclaredAsync(kind, name, session, cancellationToken) is { } declared)
        {
            return declared;
        }

        var dangling = new List<Problem>();
        foreach (var reference in resource.References)
        {
            if (kinds.Find(reference.Kind) is not { } of || !await of.ExistsAsync(reference.Name, session, cancellationToken))
            {
                dangling.Add(reference.Place with { Message = $"There is no {reference.Kind} '{reference.Name}'." });
            }
        }

        if (dangling.Count > 0)
        {
            return InvalidError.FromProblems("declaration-invalid", dangling);
        }

        var row = new HandMadeResource { Kind = kind, Name = name, ChangedBy = $"{principal.Kind}/{principal.Name}", ChangedAt = time.NowMicros() };
        await resource.Kind.ApplyAsync(name, resource.Specification, Context(principal), session, cancellationToken);
        await handMade.PutAsync(row, session, cancellationToken);
        await TellAsync(create ? "create" : "update", kind, name, principal, session, cancellationToken);
        return Summary(row);
    }

    private async Task<ConflictError?> DeclaredAsync(string kind, string name, DbSession session, CancellationToken cancellationToken) =>
        (await owners.ListAsync(session, cancellationToken)).FirstOrDefault(row => row.Kind == kind && row.Name == name) is { } owned
            ? new ConflictError("resource-declared", $"The {kind} '{name}' is declared by the repository {owned.Repository}.", "Change it there, and merge.")
            : null;

    private async Task<Func<string, string, ResourceSummary>> OriginsAsync(DbSession session, CancellationToken cancellationToken)
    {
        var declared = (await owners.ListAsync(session, cancellationToken)).ToDictionary(row => (row.Kind, row.Name), row => row.Repository);
        var byHand = (await handMade.ListAsync(session, cancellationToken)).ToDictionary(row => (row.Kind, row.Name));
        var commits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var repository in declared.Values.Distinct())
        {
            commits[repository] = (await repositories.FindAsync(repository, session, cancellationToken))?.Deployed ?? "";
        }

        return (kind, name) => declared.TryGetValue((kind, name), out var repository)
            ? new ResourceSummary(kind, name, ResourceSummary.OfRepository, $"{repository}@{commits[repository]}", null)
            : Summary(byHand.GetValueOrDefault((kind, name)) ?? new HandMadeResource { Kind = kind, Name = name });
    }

    private static ResourceSummary Summary(HandMadeResource row) =>
        new(row.Kind, row.Name, ResourceSummary.ByHand, row.ChangedBy, row.ChangedAt == 0 ? null : UnixMicros.FromUnixMicros(row.ChangedAt));

    private DeployContext Context(Principal principal) => new("", "", principal.Name, "", time.GetUtcNow());

    private Task TellAsync(string change, string kind, string name, Principal principal, DbSession session, CancellationToken cancellationToken) => bus.PublishAsync(
        new NewEvent(EventSource, "resource.changed", new JsonObject { ["change"] = change, ["kind"] = kind, ["name"] = name, ["by"] = string.Create(CultureInfo.InvariantCulture, $"{principal.Kind}/{principal.Name}") }),
        session,
        cancellationToken);

    private static ConflictError InUse(string kind, string name, IReadOnlyList<(string Kind, string Name)> users) => new(
        "resource-in-use",
        $"The {kind} '{name}' is needed by {string.Join(", ", users.Take(MostNamed).Select(user => $"the {user.Kind} {user.Name}"))}{(users.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {users.Count - MostNamed} more") : "")}.",
        "Change or delete these first.");

    private static NotFoundError NoResource(string kind, string name) => new("resource-not-found", $"There is no {kind} '{name}'.", "`twinyard resource list` shows what there is.");
}

using Twinyard.Platform.Data;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Results;

namespace Twinyard.Platform.Ports;

/// <summary>
/// A thing that can be declared in the repository: role, topic, alarm, group, workflow. A merge deploys through it in one
/// transaction for all kinds; <c>twinyard resource</c> and the console edit through it.
/// </summary>
public interface IResourceKind
{
    /// <summary>As written in <c>kind:</c>, such as <c>topic</c>.</summary>
    string Kind { get; }

    /// <summary>Lower is applied first and deleted last: roles before the workflows that assume them.</summary>
    int Order => 0;

    /// <summary>
    /// True where a deploy applies every declaration of this kind, the unchanged ones too: what it declares executes files of the
    /// tree, and has to move to the new commit with them. Such a re-application is no change in a plan.
    /// </summary>
    bool FollowsCommit => false;

    /// <summary>
    /// Reads the declaration strictly: unknown keys, wrong types and bad values go to <c>declaration.Body.Problems</c> with file,
    /// line and key. References to other declarations are returned, and the caller checks that they exist.
    /// </summary>
    ResourceReading Read(ResourceDeclaration declaration);

    /// <summary>Name → canonical JSON of everything of this kind that a deploy put there.</summary>
    Task<IReadOnlyDictionary<string, string>> ListAsync(DbSession session, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a reference to the name is good although the tree does not declare it. A kind that also has members which no deploy
    /// made, such as the roles an environment starts with, says so here.
    /// </summary>
    async Task<bool> ExistsAsync(string name, DbSession session, CancellationToken cancellationToken) =>
        (await ListAsync(session, cancellationToken)).ContainsKey(name);

    /// <summary>Kind and name of what a resource of this kind cannot do without, as far as it is of another declaration.</summary>
    /// <param name="specification">Canonical JSON of a member of <see cref="ListAsync"/>.</param>
    IReadOnlyList<(string Kind, string Name)> Needs(string specification) => [];

    /// <summary>Whether something of this name is still there when its declaration goes, such as a role that the environment starts with.</summary>
    bool Outlives(string name) => false;

    /// <summary>Creates or replaces. The specification is the canonical JSON that <see cref="Read"/> gave.</summary>
    Task ApplyAsync(string name, string specification, DeployContext context, DbSession session, CancellationToken cancellationToken);

    Task DeleteAsync(string name, DeployContext context, DbSession session, CancellationToken cancellationToken);
}

/// <summary>A document of the repository that declares one resource.</summary>
/// <param name="Body">The document's root, without <c>kind</c> and <c>name</c> for files under <c>resources/</c>.</param>
/// <param name="FileExists">Whether a path relative to the declaration's folder is in the same tree.</param>
public sealed record ResourceDeclaration(string Kind, string Name, ManifestMap Body, Func<string, bool> FileExists);

/// <param name="Specification">Canonical JSON; equal declarations give equal text.</param>
/// <param name="References">Other declarations it needs, and where it names them.</param>
public sealed record ResourceReading(string Specification, IReadOnlyList<ResourceReference> References)
{
    /// <summary>Declarations of other kinds that this one brings along, such as a workflow's alarms. They live and die with it.</summary>
    public IReadOnlyList<DerivedResource> Derived { get; init; } = [];
}

/// <summary>A resource that follows from a declaration of another kind. A deploy treats it as if it had been declared.</summary>
/// <param name="Specification">Canonical JSON as the kind's own <see cref="IResourceKind.Read"/> gives it.</param>
public sealed record DerivedResource(string Kind, string Name, string Specification);

/// <summary>A reference to <paramref name="Kind"/> <paramref name="Name"/>, and the place that made it.</summary>
public sealed record ResourceReference(string Kind, string Name, Problem Place)
{
    /// <summary>The role in which what is declared will use it; null where that does not matter.</summary>
    public string? Role { get; init; }
}

/// <summary>The deploy that applies: which commit, from which proposal, approved by whom.</summary>
public sealed record DeployContext(string Commit, string ProposalId, string Author, string Approver, DateTimeOffset At);

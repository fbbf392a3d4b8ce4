using Twinyard.Platform.Manifests;

namespace Twinyard.Platform.Ports;

/// <summary>
/// A built-in kind of check, named as a key of a step in <c>checks.yaml</c>. Implemented by the room that knows what is checked; run on the
/// elected node, on the tree that a merge would deploy.
/// </summary>
public interface ICheckKind
{
    /// <summary>The step's key, such as <c>model-gate</c>.</summary>
    string Kind { get; }

    /// <summary>Reads the step's mapping strictly: what is wrong goes to its problems, with file, line and a suggestion.</summary>
    /// <param name="fileExists">Whether a path from the root is in the same tree.</param>
    /// <returns>Canonical JSON for <see cref="RunAsync"/>.</returns>
    string Read(ManifestMap body, Func<string, bool> fileExists);

    /// <summary>Does what the step asks for. What the step's role may not read is a finding, as everything else that stands in the way.</summary>
    Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken);
}

/// <summary>What is checked, and on whose behalf.</summary>
public sealed record CheckedTree
{
    public required string Repository { get; init; }

    public required string Commit { get; init; }

    /// <summary>The tree's files, laid out for this check alone. No link in it leads out.</summary>
    public required string Folder { get; init; }

    /// <summary>Everything that the tree declares.</summary>
    public required IReadOnlyList<CheckedDeclaration> Declarations { get; init; }

    /// <summary>The check's id: the name of the principal that it acts as.</summary>
    public required string CheckId { get; init; }

    /// <summary>The role whose policies decide what the check may read.</summary>
    public required string Role { get; init; }
}

/// <param name="Specification">Canonical JSON as <see cref="IResourceKind.Read"/> gives it.</param>
public sealed record CheckedDeclaration(string Kind, string Name, string Specification);

/// <param name="Findings">At least one: what was compared with what, for people.</param>
public sealed record CheckVerdict(IReadOnlyList<CheckFinding> Findings)
{
    public bool Passed => Findings.All(finding => finding.IsGood);

    public static CheckVerdict Failed(string why) => new([new CheckFinding(false, why)]);
}

/// <summary>One thing that was looked at: the case or threshold, the value found, and whether it is good.</summary>
public sealed record CheckFinding(bool IsGood, string Text)
{
    public override string ToString() => $"{(IsGood ? "ok" : "failed")}: {Text}";
}

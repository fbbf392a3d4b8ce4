using Twinyard.Platform.Data;

namespace Twinyard.Platform.Ports;

/// <summary>
/// A kind of thing that declarations refer to and none declares, such as a published layer. A deploy checks that what is referred to is there; it neither makes nor deletes it.
/// </summary>
public interface IReferredKind
{
    /// <summary>As in <see cref="ResourceReference.Kind"/>.</summary>
    string Kind { get; }

    /// <returns>What is wrong with a reference to the name, with the remedy; null where it is there.</returns>
    Task<string?> ProblemAsync(string name, DbSession session, CancellationToken cancellationToken);

    /// <summary>As the other, and whether the reference's role may use it, where that is decided for this kind.</summary>
    /// <param name="declared">The specification that the same tree declares for a kind and a name; null where it does not.</param>
    Task<string?> ProblemAsync(ResourceReference reference, Func<string, string, string?> declared, DbSession session, CancellationToken cancellationToken) =>
        ProblemAsync(reference.Name, session, cancellationToken);
}

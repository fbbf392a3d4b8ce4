using Twinyard.Platform.Results;

namespace Twinyard.Repositories.Plans;

/// <summary>Everything a commit declares, and everything that is wrong with its declarations.</summary>
internal sealed record DeclaredTree(IReadOnlyList<DeclaredResource> Resources, IReadOnlyList<Problem> Problems);

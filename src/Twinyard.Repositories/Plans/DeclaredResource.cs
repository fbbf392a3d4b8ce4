using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Plans;

/// <summary>A resource that a tree declares, itself or as what another declaration brings along.</summary>
/// <param name="File">Where it is declared.</param>
internal sealed record DeclaredResource(IResourceKind Kind, string Name, string Specification, IReadOnlyList<ResourceReference> References, string File);

namespace Twinyard.Sdk.Registry;

/// <summary>A model version whose bundle lies in a folder of this run.</summary>
/// <param name="Folder">Holds <c>bundle.yaml</c>, the model and the profile.</param>
public sealed record RegisteredModel(string Name, int Version, string Folder);

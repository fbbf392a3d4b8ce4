namespace Twinyard.Contracts.Twins;

/// <summary>A person's workspace in the development twin.</summary>
/// <param name="Folder">It persists, on the server's machine; scripts find it as <c>TWINYARD_WORKSPACE</c>.</param>
/// <param name="State"><c>running</c> or <c>stopped</c>: the person's Jupyter server.</param>
/// <param name="Url">Of the Jupyter server itself, with its token, on the server's machine; null where it is stopped.</param>
public sealed record WorkspaceSummary(string Folder, string State, string? Url, DateTimeOffset? StartedAt)
{
    /// <summary>The Jupyter server behind the console's login; null where it is stopped.</summary>
    public string? Page { get; init; }
}

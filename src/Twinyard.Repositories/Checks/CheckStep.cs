namespace Twinyard.Repositories.Checks;

/// <summary>A step of <c>checks.yaml</c>.</summary>
/// <param name="Kind"><see cref="Script"/>, or the name of a built-in kind.</param>
/// <param name="Specification">The script's path from the root of the tree; for a built-in kind, its canonical JSON.</param>
internal sealed record CheckStep(string Name, string Kind, string Specification, TimeSpan Timeout)
{
    public const string Script = "script";

    /// <summary>What a script may reach besides this server; null for what the server's configuration says.</summary>
    public IReadOnlyList<string>? Egress { get; init; }
}

namespace Twinyard.Access;

/// <summary>Who asks: a person, a device, a run acting in its workflow's role, a run that is reproduced and only reads, or a server of the environment itself.</summary>
/// <param name="Kind"><c>user</c>, <c>device</c>, <c>run</c>, <c>reproduction</c> or <c>node</c>.</param>
/// <param name="Name">User name, device id, run id or the node's name.</param>
/// <param name="Role">The role whose policies decide.</param>
public sealed record Principal(string Kind, string Name, string Role)
{
    public const string User = "user";
    public const string Device = "device";
    public const string Run = "run";
    public const string Node = "node";

    /// <summary>A run that is executed again to compare its outputs. It may do what its role may, as far as that changes nothing.</summary>
    public const string Reproduction = "reproduction";

    /// <summary>Where the request comes from; null for what the server does for a principal by itself.</summary>
    public RequestSource? Source { get; init; }

    public override string ToString() => $"{Kind}/{Name} as {Role}";
}

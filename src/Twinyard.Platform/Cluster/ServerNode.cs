using Twinyard.Platform.Ids;

namespace Twinyard.Platform.Cluster;

/// <summary>This server among those that share its environment.</summary>
/// <param name="Name">Unique among them; empty for a server that is alone.</param>
public sealed record ServerNode(string Name)
{
    public static ServerNode Alone { get; } = new("");

    public bool IsAlone => Name.Length == 0;

    /// <summary>1 to 32 of a-z, 0-9 and '-', starting with a letter.</summary>
    public static bool IsName(string name) => LabelName.IsGood(name);
}

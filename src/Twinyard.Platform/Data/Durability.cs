namespace Twinyard.Platform.Data;

/// <summary>When a commit survives a power cut.</summary>
public enum Durability
{
    /// <summary>When it returns.</summary>
    Now,

    /// <summary>With a later one, where that is cheaper.</summary>
    Later,
}

namespace Twinyard.Twins.Isolation;

/// <summary>Whether runs of the server's own machine are kept in a sandbox.</summary>
public enum IsolationMode
{
    /// <summary>Where the machine can do it.</summary>
    Auto,

    /// <summary>A run is refused where the machine cannot.</summary>
    Required,

    /// <summary>Never: scripts see what the server's user sees.</summary>
    Off,
}

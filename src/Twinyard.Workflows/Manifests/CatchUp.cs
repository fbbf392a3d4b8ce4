namespace Twinyard.Workflows.Manifests;

/// <summary>What becomes of ticks that passed while nobody could run them.</summary>
internal enum CatchUp
{
    /// <summary>They are missed.</summary>
    None,

    /// <summary>The last one runs late and supersedes the others.</summary>
    Last,

    /// <summary>Each of them runs, oldest first.</summary>
    All,
}

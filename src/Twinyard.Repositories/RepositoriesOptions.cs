namespace Twinyard.Repositories;

/// <summary>Section <c>Repositories</c> of the configuration.</summary>
public sealed class RepositoriesOptions
{
    public const string Section = "Repositories";

    /// <summary>Largest push, in bytes as packed by git.</summary>
    /// <value>512 MiB.</value>
    public long MaximumPushBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Most files of a tree that is pushed or checked.</summary>
    /// <value>100 000.</value>
    public int MaximumTreeFiles { get; set; } = 100_000;

    /// <summary>Most bytes of such a tree's files together, unpacked.</summary>
    /// <value>2 GiB.</value>
    public long MaximumTreeBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Approvals of the head that a merge needs.</summary>
    /// <value>1.</value>
    public int ApprovalsNeeded { get; set; } = 1;

    /// <summary>The role whose permissions the scripts of checks have.</summary>
    /// <value><c>developer</c>.</value>
    public string CheckRole { get; set; } = "developer";

    /// <summary>Longest unified diff shown, in bytes.</summary>
    /// <value>256 KiB.</value>
    public int MaximumDiffBytes { get; set; } = 256 * 1024;
}

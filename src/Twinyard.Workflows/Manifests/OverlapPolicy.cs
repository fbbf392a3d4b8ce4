namespace Twinyard.Workflows.Manifests;

/// <summary>What happens to an occurrence while an earlier run of the workflow has not ended.</summary>
internal enum OverlapPolicy
{
    /// <summary>It does not run.</summary>
    Skip,

    /// <summary>It waits, unless one waits already.</summary>
    QueueOne,

    /// <summary>It waits, in order.</summary>
    QueueAll,

    /// <summary>The earlier runs are cancelled, and it runs when they have ended.</summary>
    CancelOther,

    /// <summary>Both run.</summary>
    Allow,
}

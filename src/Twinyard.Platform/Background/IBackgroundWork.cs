namespace Twinyard.Platform.Background;

/// <summary>
/// A loop of the server. <see cref="RunOnceAsync"/> does what is due now and returns; the host calls it again after
/// <see cref="Interval"/> or as soon as <see cref="Signal"/> is raised. It must be safe to call at any time, also twice.
/// </summary>
public interface IBackgroundWork
{
    string Name { get; }

    /// <summary>Asked after every pass, so that it may depend on what the pass found.</summary>
    TimeSpan Interval { get; }

    /// <summary>Raised by whoever knows that there is work; null when only the interval counts.</summary>
    WorkSignal? Signal => null;

    /// <summary>After a pass a raised signal waits this long, so that what is raised often is looked at together. Nothing by default.</summary>
    TimeSpan Rest => TimeSpan.Zero;

    /// <summary>
    /// Whether only the elected node does this where several servers share an environment. The token of a pass is cancelled when the
    /// election ends; a pass must be safe to end there, and to overlap briefly with one on the next elected node.
    /// </summary>
    bool IsForElectedNode => false;

    Task RunOnceAsync(CancellationToken cancellationToken);
}

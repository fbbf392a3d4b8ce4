using Twinyard.Platform.Results;

namespace Twinyard.Platform.Ports;

/// <summary>
/// A place that takes a part of a run's outputs (objects, rows, metrics, reports, events, models).
/// The invoker calls <see cref="StageAsync"/> on all of them, writes one commit record in the run journal, and then calls
/// <see cref="CommitAsync"/> on all of them, again after a crash until each has returned. Nothing is visible before the record.
/// </summary>
public interface IRunOutput
{
    string Name { get; }

    /// <summary>
    /// Lower is applied first. An event that announces a model is applied after the model.
    /// </summary>
    int Order => 0;

    /// <summary>
    /// Checks everything that could be refused (shape, permission, size); makes nothing visible. What it keeps, it keeps by
    /// <see cref="RunOutputs.Attempt"/>: an attempt that has lost its lease may come here while a newer one of the same run does.
    /// </summary>
    Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken);

    /// <summary>Applies what was staged. Idempotent by run id; throws only when infrastructure is broken, and is then called again.</summary>
    Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken);

    /// <summary>Forgets what this attempt has staged. Idempotent.</summary>
    Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken);
}

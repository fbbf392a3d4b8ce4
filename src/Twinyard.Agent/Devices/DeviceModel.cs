using Twinyard.Agent.Bundles;
using Twinyard.Agent.Sources;
using Twinyard.Contracts.Fleet;
using Twinyard.Inference;
using Twinyard.Inference.Bundles;

namespace Twinyard.Agent.Devices;

/// <summary>
/// The model that a device runs: switched between two rows, and back to the one before when the new one cannot be opened or
/// cannot take the first row it is given. Thread-safe.
/// </summary>
public sealed class DeviceModel(IBundleSource source) : IDisposable
{
    private readonly Lock _gate = new();
    private Running? _running;
    private Running? _previous;
    private string? _error;
    private long _revision;

    /// <summary>The settled revision, what runs, and why it is not what was desired.</summary>
    public SettledShadow State
    {
        get
        {
            lock (_gate)
            {
                return new SettledShadow(_revision, _running?.Desired, _error);
            }
        }
    }

    /// <summary>
    /// Whether this was settled, if only by an error. The revision alone does not say so: a device that was removed and enrolled again may
    /// meet a number of its former life, with another bundle.
    /// </summary>
    public bool HasSettled(DesiredShadow desired)
    {
        lock (_gate)
        {
            return desired.Revision == _revision && (_error is not null || desired.Bundle == _running?.Desired);
        }
    }

    /// <summary>Settles again what was settled before, and says again why it is not what was desired.</summary>
    /// <exception cref="BundleFailedException">As of <see cref="SettleAsync"/>.</exception>
    public async Task RestoreAsync(SettledShadow settled, CancellationToken cancellationToken)
    {
        await SettleAsync(new DesiredShadow(settled.Revision, settled.Bundle), cancellationToken);
        lock (_gate)
        {
            _error ??= settled.Error;
        }
    }

    /// <exception cref="BundleFailedException">Transient: the desired bundle was not settled and is to be tried again.</exception>
    public async Task SettleAsync(DesiredShadow desired, CancellationToken cancellationToken)
    {
        if (desired.Bundle == State.Bundle)
        {
            Switch(desired.Revision, State.Bundle is null ? null : _running, null);
            return;
        }

        if (desired.Bundle is null)
        {
            Switch(desired.Revision, null, null);
            return;
        }

        try
        {
            var lease = await source.OpenAsync(desired.Bundle, cancellationToken);
            Switch(desired.Revision, new Running(desired.Bundle, lease), null);
        }
        catch (BundleFailedException e) when (!e.IsTransient)
        {
            Switch(desired.Revision, _running, e.Message);
        }
    }

    /// <summary>What the running model decides on a row; null without a model, or when the row does not fit it.</summary>
    /// <param name="problem">Why there is no decision though a model runs.</param>
    /// <param name="hasRolledBack">The new model failed on its first row and the one before runs again.</param>
    public (Decision Decision, DesiredBundle Bundle)? Decide(SourceRow row, out string? problem, out bool hasRolledBack)
    {
        problem = null;
        hasRolledBack = false;
        lock (_gate)
        {
            while (_running is { } running)
            {
                try
                {
                    var decision = running.Pipeline.Observe(row.Entity, row.Step, row.Values);
                    running.HasDecided = true;
                    _previous?.Dispose();
                    _previous = null;
                    return (decision, running.Desired);
                }
                catch (Exception e) when (e is BundleException or ArgumentException)
                {
                    problem = e.Message;
                    if (running.HasDecided || _previous is null)
                    {
                        return null;
                    }

                    _error = $"{running.Desired.Model}@{running.Desired.Version} failed on its first row, so {_previous.Desired.Model}@{_previous.Desired.Version} runs again: {e.Message}";
                    running.Dispose();
                    _running = _previous;
                    _previous = null;
                    hasRolledBack = true;
                }
            }

            return null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _running?.Dispose();
            _previous?.Dispose();
            _running = _previous = null;
        }
    }

    private void Switch(long revision, Running? next, string? error)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(next, _running))
            {
                // What to go back to is the last model that decided, not one that never saw a row.
                if (_running is { HasDecided: true })
                {
                    _previous?.Dispose();
                    _previous = _running;
                }
                else
                {
                    _running?.Dispose();
                }

                if (next is null)
                {
                    _previous?.Dispose();
                    _previous = null;
                }

                _running = next;
            }

            _revision = revision;
            _error = error;
        }
    }

    private sealed class Running(DesiredBundle desired, BundleLease lease) : IDisposable
    {
        public DesiredBundle Desired { get; } = desired;

        public InferencePipeline Pipeline { get; } = lease.Bundle.CreatePipeline();

        public bool HasDecided { get; set; }

        public void Dispose()
        {
            Pipeline.Dispose();
            lease.Dispose();
        }
    }
}

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
    private DesiredShadow? _settled;

    /// <summary>The settled revision, what runs, and why it is not what was desired.</summary>
    public (long Revision, DesiredBundle? Bundle, string? Error) State
    {
        get
        {
            lock (_gate)
            {
                return (_settled?.Revision ?? 0, _running?.Desired, _error);
            }
        }
    }

    /// <summary>
    /// Whether it was asked for exactly this last. The revision alone does not say so: a device that was removed and enrolled again may meet
    /// the number of its former life, with another bundle.
    /// </summary>
    public bool HasSettled(DesiredShadow desired)
    {
        lock (_gate)
        {
            return desired == _settled;
        }
    }

    /// <exception cref="BundleFailedException">Transient: the desired bundle was not settled and is to be tried again.</exception>
    public async Task SettleAsync(DesiredShadow desired, CancellationToken cancellationToken)
    {
        if (desired.Bundle == State.Bundle)
        {
            Switch(desired, State.Bundle is null ? null : _running, null);
            return;
        }

        if (desired.Bundle is null)
        {
            Switch(desired, null, null);
            return;
        }

        try
        {
            var lease = await source.OpenAsync(desired.Bundle, cancellationToken);
            Switch(desired, new Running(desired.Bundle, lease), null);
        }
        catch (BundleFailedException e) when (!e.IsTransient)
        {
            Switch(desired, _running, e.Message);
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

    private void Switch(DesiredShadow settled, Running? next, string? error)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(next, _running))
            {
                _previous?.Dispose();
                _previous = null;
                if (next is null || _running is null or { HasDecided: false })
                {
                    _running?.Dispose();
                }
                else
                {
                    _previous = _running;
                }

                _running = next;
            }

            _settled = settled;
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

using System.Text.Json;
using System.Threading.Channels;
using Twinyard.Agent.Bundles;
using Twinyard.Agent.Links;
using Twinyard.Agent.Sources;
using Twinyard.Agent.Spools;
using Twinyard.Contracts.Fleet;

namespace Twinyard.Agent.Devices;

/// <summary>
/// A device: takes rows from a source, decides with the bundle that the fleet wants it to run, and sends both through its spool.
/// The agent runs one; the simulation runs many in one process.
/// </summary>
public sealed class EdgeDevice : IDisposable
{
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly EdgeDeviceOptions _options;
    private readonly ISpool _spool;
    private readonly ISequences _sequences;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly DeviceLink _link;
    private readonly DeviceModel _model;
    private readonly Lock _keeping = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> _rollbacks = Channel.CreateBounded<bool>(1);
    private string? _lastProblem;

    public EdgeDevice(EdgeDeviceOptions options, ISpool spool, ISequences sequences, IBundleSource bundles, TimeProvider time, Random random, Action<string> log)
    {
        _options = options;
        _spool = spool;
        _sequences = sequences;
        _time = time;
        _log = log;
        _model = new DeviceModel(bundles);
        _link = new DeviceLink(options, spool, Counters, time, random, log) { Connected = ReportAsync };
    }

    public string Id => _options.Device;

    public DeviceCounters Counters { get; } = new();

    public bool IsConnected => _link.IsConnected;

    /// <summary>The model that runs, null when none does.</summary>
    public DesiredBundle? Bundle => _model.State.Bundle;

    /// <summary>Why it is not the desired one; null when it is.</summary>
    public string? Error => _model.State.Error;

    /// <summary>Called when a desired shadow was settled, or its bundle given up, so that it can be kept for the next start. One call at a time.</summary>
    public Action<SettledShadow> Settled { get; set; } = _ => { };

    /// <summary>Runs what it ran before its restart until the server says otherwise. A failure is logged; the server decides then.</summary>
    public async Task RestoreAsync(SettledShadow settled, CancellationToken cancellationToken)
    {
        try
        {
            await _model.RestoreAsync(settled, cancellationToken);
        }
        catch (BundleFailedException e)
        {
            _log(e.Message);
        }
    }

    /// <summary>Runs until cancelled, or with <see cref="AtEnd.Exit"/> until the source has ended and everything is acknowledged.</summary>
    /// <exception cref="IOException">The spool's disk failed.</exception>
    public async Task RunAsync(IRowSource source, AtEnd atEnd, CancellationToken cancellationToken)
    {
        using var link = new CancellationTokenSource();
        using var taking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var works = Task.WhenAll(WorkAsync(_link.RunAsync), WorkAsync(SettleAsync), WorkAsync(FlushAsync));
        try
        {
            await WaitForModelAsync(taking.Token);
            await TakeRowsAsync(source, taking.Token);
            if (atEnd == AtEnd.Stay)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, taking.Token);
            }

            await DrainAsync(taking.Token);
        }
        catch (OperationCanceledException) when (taking.IsCancellationRequested)
        {
            using var grace = new CancellationTokenSource(ShutdownGrace, _time);
            await DrainAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            await link.CancelAsync();
            await works;
            _spool.Flush();
        }

        async Task WorkAsync(Func<CancellationToken, Task> work)
        {
            try
            {
                await work(link.Token);
            }
            catch
            {
                // A device that only seems to work is worse than one that ends: whoever started it starts it again.
                await taking.CancelAsync();
                throw;
            }
        }
    }

    public void Dispose()
    {
        _link.Dispose();
        _model.Dispose();
    }

    private async Task TakeRowsAsync(IRowSource source, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var rows = 0L;
        await foreach (var row in source.ReadAsync(cancellationToken).WithCancellation(cancellationToken))
        {
            if (_options.Rate > 0 && TimeSpan.FromSeconds(rows / _options.Rate) - _time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancellationToken);
            }

            rows++;
            Take(row);
        }
    }

    private void Take(SourceRow row)
    {
        var at = (_time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        var telemetry = new TelemetryMessage(_sequences.Next(SequenceKind.Telemetry), at, row.Entity, row.Step, row.Values);
        _spool.Append(SpoolPriority.Telemetry, JsonSerializer.SerializeToUtf8Bytes(telemetry, FleetMessages.Default.TelemetryMessage));
        Counters.CountRow();
        if (_model.Decide(row, out var problem, out var hasRolledBack) is var (decision, bundle))
        {
            var message = new DecisionMessage(_sequences.Next(SequenceKind.Decision), at, row.Entity, row.Step, bundle.Model, bundle.Version, decision.Prediction, decision.Name);
            _spool.Append(SpoolPriority.Decision, JsonSerializer.SerializeToUtf8Bytes(message, FleetMessages.Default.DecisionMessage));
            Counters.CountDecision();
        }

        if (problem is not null && problem != _lastProblem)
        {
            _lastProblem = problem;
            _log($"no decision on {row.Entity} {row.Step}: {problem}");
        }

        if (hasRolledBack)
        {
            Keep();
            _ = _rollbacks.Writer.TryWrite(true);
        }

        _link.Wake();
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(SettleShadowsAsync(cancellationToken), ReportRollbacksAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The device is ending.
        }
    }

    private async Task ReportRollbacksAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _rollbacks.Reader.ReadAllAsync(cancellationToken))
        {
            await ReportAsync(cancellationToken);
        }
    }

    private async Task SettleShadowsAsync(CancellationToken cancellationToken)
    {
        await foreach (var desired in _link.Desired.ReadAllAsync(cancellationToken))
        {
            var pause = TimeSpan.FromSeconds(1);
            while (!_model.HasSettled(desired))
            {
                try
                {
                    await _model.SettleAsync(desired, cancellationToken);
                    var (_, bundle, error) = _model.State;
                    _log(error ?? (bundle is null ? "runs no model" : $"runs {bundle.Model}@{bundle.Version}"));
                    Keep();
                    await ReportAsync(cancellationToken);
                }
                catch (BundleFailedException e)
                {
                    _log($"{e.Message} It is tried again.");
                    await Task.Delay(pause, _time, cancellationToken);
                    pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 2, _options.LongestBackOff.TotalSeconds));
                    if (_link.Desired.TryPeek(out var newer) && newer != desired)
                    {
                        break;
                    }
                }
            }

            _settled.TrySetResult();
        }
    }

    private void Keep()
    {
        // Rows and shadows are settled by different threads; what is kept last is what is true last.
        lock (_keeping)
        {
            Settled(_model.State);
        }
    }

    private Task ReportAsync(CancellationToken cancellationToken)
    {
        var (revision, bundle, error) = _model.State;
        return _link.PublishReportAsync(
            new ReportedShadow(revision, bundle?.Model, bundle?.Version, error, AgentVersion.Text, _spool.Bytes, _spool.Lost), cancellationToken);
    }

    private async Task WaitForModelAsync(CancellationToken cancellationToken)
    {
        if (_options.WaitForModel > TimeSpan.Zero && _model.State.Bundle is null)
        {
            await Task.WhenAny(_settled.Task, Task.Delay(_options.WaitForModel, _time, cancellationToken));
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(FlushInterval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _spool.Flush();
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (!_link.IsIdle)
        {
            _link.Wake();
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
        }
    }
}

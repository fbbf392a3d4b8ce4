using Microsoft.Extensions.Options;
using Twinyard.Twins.Configuration;
using Twinyard.Twins.Isolation;

namespace Twinyard.Twins.Traces;

/// <summary>Says what a run executes on.</summary>
internal sealed class RunTraces(MachineProbe machine, IsolationProbe isolation, IOptions<TwinsOptions> options)
{
    /// <param name="tree">The id of the verified tree; empty for files that came with the run.</param>
    /// <param name="twin">The twin's name.</param>
    public async Task<TwinTrace> OfAsync(string tree, string twin, CancellationToken cancellationToken)
    {
        var facts = await machine.FactsAsync(cancellationToken);
        return options.Value.Named.TryGetValue(twin, out var settings) && settings.Kind == TwinSettings.Jupyter
            ? new TwinTrace(tree, twin, TwinSettings.Jupyter, settings.Url, false, facts)
            : new TwinTrace(tree, twin, TwinSettings.Process, null, (await isolation.ReportAsync(cancellationToken)).RunsInSandbox, facts);
    }
}

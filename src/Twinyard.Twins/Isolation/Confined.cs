using Twinyard.Platform.Processes;
using Twinyard.Twins.Egress;

namespace Twinyard.Twins.Isolation;

/// <summary>A program in its sandbox and under its limits, and its way out of there. Disposed of when the program has ended.</summary>
/// <param name="Gate">Null where its network is the machine's.</param>
internal sealed record Confined(ChildCommand Command, EgressGate? Gate) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Gate?.DisposeAsync() ?? ValueTask.CompletedTask;
}

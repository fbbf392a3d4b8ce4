using Twinyard.Platform.Processes;
using Twinyard.Platform.Results;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Isolation;

namespace Twinyard.Twins.Jupyter;

/// <summary>Where a private Jupyter Server runs, and with what.</summary>
/// <param name="Python">The program.</param>
/// <param name="Root">The folder whose files it serves.</param>
/// <param name="Own">The folder of its own settings; the variables' <c>TMPDIR</c> lies in it, by which all that it starts is known.</param>
/// <param name="Variables">What its kernels see.</param>
/// <param name="Arguments">Further ones.</param>
/// <param name="Confine">Puts the program into its sandbox and under its limits.</param>
internal sealed record PrivateJupyterPlace(
    string Python, string Root, string Own, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<string> Arguments, Func<ChildCommand, Task<Result<Confined>>> Confine)
{
    /// <summary>For the socket it listens at where its loopback is its own, and removed with it; null where it listens on a port of the machine's.</summary>
    public SocketFolder? Sockets { get; init; }

    /// <summary>Below which path of its port it serves; begins and ends with a slash.</summary>
    public string BasePath { get; init; } = "/";
}

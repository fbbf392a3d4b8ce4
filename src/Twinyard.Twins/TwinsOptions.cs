using Twinyard.Twins.Configuration;
using Twinyard.Twins.Egress;
using Twinyard.Twins.Isolation;

namespace Twinyard.Twins;

/// <summary>Where twins find what scripts need, and which twins there are besides the server itself. Section <c>twins</c> of the configuration.</summary>
public sealed class TwinsOptions
{
    public const string Section = "twins";

    /// <summary>The name of the twin that is always there: the server's own machine.</summary>
    public const string Local = "local";

    /// <summary>The program that runs <c>.csx</c> scripts.</summary>
    /// <value><c>script-host/twinyard-script.dll</c> beside the server.</value>
    public string ScriptHost { get; set; } = Path.Combine(AppContext.BaseDirectory, "script-host", "twinyard-script.dll");

    /// <summary>The folder that makes <c>import twinyard</c> work; becomes <c>PYTHONPATH</c>.</summary>
    /// <value><c>sdk/python</c> beside the server.</value>
    public string PythonSdk { get; set; } = Path.Combine(AppContext.BaseDirectory, "sdk", "python");

    /// <summary>Whether scripts on the server's own machine run in a sandbox: <c>auto</c>, <c>required</c> or <c>off</c>.</summary>
    /// <value><c>auto</c>: where the machine can do it.</value>
    public IsolationMode Isolation { get; set; } = IsolationMode.Auto;

    /// <summary>What a workflow's run or a check reaches over the network that lists nothing itself, on the server's own machine.</summary>
    /// <value><c>environment</c>: this server only.</value>
    public EgressMode Egress { get; set; } = EgressMode.Environment;

    /// <summary>The same for what a person runs with <c>twinyard twin exec</c> or <c>twinyard twin notebook</c>.</summary>
    /// <value><c>open</c>: what the machine reaches.</value>
    public EgressMode DevelopmentEgress { get; set; } = EgressMode.Open;

    /// <summary>Folders of this machine that scripts in a sandbox may write besides their own, such as a shared volume.</summary>
    /// <value>None.</value>
    public IList<string> Writable { get; set; } = [];

    /// <summary>Bytes of a layer's files together, and of the archive that it is published as.</summary>
    /// <value>1 GB.</value>
    public long MaximumLayerBytes { get; set; } = 1_000_000_000;

    /// <summary>The twin of manifests that name none.</summary>
    /// <value><c>local</c>.</value>
    public string Default { get; set; } = Local;

    /// <summary>Further twins by name.</summary>
    public IDictionary<string, TwinSettings> Named { get; set; } = new Dictionary<string, TwinSettings>();

    /// <summary>How long the development twin keeps the kernel of a failed notebook, so that it can be resumed.</summary>
    /// <value>1 hour.</value>
    public TimeSpan KeepKernels { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A person's Jupyter server stops when neither a kernel nor a terminal has done anything for so long.</summary>
    /// <value>2 hours.</value>
    public TimeSpan StopIdle { get; set; } = TimeSpan.FromHours(2);
}

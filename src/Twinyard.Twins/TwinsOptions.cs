namespace Twinyard.Twins;

/// <summary>Where the process twin finds what scripts need. Section <c>twins</c> of the configuration.</summary>
public sealed class TwinsOptions
{
    public const string Section = "twins";

    /// <summary>The program that runs <c>.csx</c> scripts.</summary>
    /// <value><c>script-host/twinyard-script.dll</c> beside the server.</value>
    public string ScriptHost { get; set; } = Path.Combine(AppContext.BaseDirectory, "script-host", "twinyard-script.dll");

    /// <summary>The folder that makes <c>import twinyard</c> work; becomes <c>PYTHONPATH</c>.</summary>
    /// <value><c>sdk/python</c> beside the server.</value>
    public string PythonSdk { get; set; } = Path.Combine(AppContext.BaseDirectory, "sdk", "python");
}

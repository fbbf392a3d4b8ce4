using Twinyard.Twins.Processes;

namespace Twinyard.Twins;

/// <summary>A run whose files lie in its throw-away folder.</summary>
/// <param name="Script">The script's full path.</param>
internal sealed record PreparedRun(TwinRun Run, RunFolder Folder, string Script, LogPump Log)
{
    public bool IsNotebook => Path.GetExtension(Script) == ".ipynb";
}

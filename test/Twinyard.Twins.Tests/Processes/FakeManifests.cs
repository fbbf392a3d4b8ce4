using Twinyard.Platform.Results;
using Twinyard.Twins.Development;

namespace Twinyard.Twins.Tests.Processes;

/// <summary>Says of every script the same.</summary>
internal sealed class FakeManifests : IScriptManifests
{
    public Result<ScriptManifest?> Said { get; set; } = Result<ScriptManifest?>.Ok(null);

    public Result<ScriptManifest?> Find(string script, IReadOnlyDictionary<string, byte[]> files) => Said;
}

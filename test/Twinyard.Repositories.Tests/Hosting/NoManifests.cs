using Twinyard.Platform.Results;
using Twinyard.Twins.Development;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>No manifest names a script: the room that knows them is not there.</summary>
internal sealed class NoManifests : IScriptManifests
{
    public Result<ScriptManifest?> Find(string script, IReadOnlyDictionary<string, byte[]> files) => Result<ScriptManifest?>.Ok(null);
}

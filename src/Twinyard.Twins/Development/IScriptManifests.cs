using Twinyard.Platform.Results;

namespace Twinyard.Twins.Development;

/// <summary>What the manifests among some files say of a script. The room that knows manifests offers it.</summary>
public interface IScriptManifests
{
    /// <param name="script">Path among the files, with slashes.</param>
    /// <returns>What its workflow's runs get; a null value where no manifest in a folder above names the script; the manifest's problems where it has some.</returns>
    Result<ScriptManifest?> Find(string script, IReadOnlyDictionary<string, byte[]> files);
}

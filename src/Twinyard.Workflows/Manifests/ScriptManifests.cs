using System.Text;
using Twinyard.Access.Secrets;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Twins;
using Twinyard.Twins.Development;

namespace Twinyard.Workflows.Manifests;

/// <summary>Finds the workflow that a script of some files belongs to, and reads what its runs get.</summary>
internal sealed class ScriptManifests : IScriptManifests
{
    public Result<ScriptManifest?> Find(string script, IReadOnlyDictionary<string, byte[]> files)
    {
        // A manifest in the root has no folder to name its workflow, and is none.
        for (var end = script.LastIndexOf('/'); end > 0; end = script.LastIndexOf('/', end - 1))
        {
            var folder = script[..end];
            if (files.TryGetValue($"{folder}/{ManifestLint.FileName}", out var manifest))
            {
                var read = Read(folder, manifest, files);
                return read.IsOk ? Result<ScriptManifest?>.Ok(Of(folder, script[(end + 1)..], read.Value)) : read.Error;
            }
        }

        return Result<ScriptManifest?>.Ok(null);
    }

    private static Result<WorkflowSpecification> Read(string folder, byte[] manifest, IReadOnlyDictionary<string, byte[]> files)
    {
        var parsed = ManifestDocument.Parse($"{folder}/{ManifestLint.FileName}", Encoding.UTF8.GetString(manifest));
        if (!parsed.IsOk)
        {
            return parsed.Error;
        }

        var body = parsed.Value;
        var (specification, _) = ManifestReader.Read(new ResourceDeclaration("workflow", Path.GetFileName(folder), body, path => files.ContainsKey($"{folder}/{path}")));
        return body.Problems.Items.Count == 0
            ? specification
            : InvalidError.FromProblems("manifest-invalid", body.Problems.Items, "Mend the manifest, or run the script without it: --no-manifest.");
    }

    private static ScriptManifest? Of(string folder, string script, WorkflowSpecification workflow)
    {
        var run = workflow.Run;
        var common = new ScriptManifest(Path.GetFileName(folder), folder, script, run.Timeout)
        {
            Limits = run.Limits?.ToRunLimits() ?? RunLimits.None,
            CellTimeout = Milliseconds(run.CellTimeoutMilliseconds),
            Egress = run.Egress,
            Layers = run.Layers ?? [],
            Twin = run.Twin,
            Secrets = Names(run.Secrets),
        };
        if (run.Script == script)
        {
            return common;
        }

        if (workflow.Backup is { } backup && backup.Script == script)
        {
            return common with { Secrets = Names(backup.Secrets) };
        }

        return run.Steps?.FirstOrDefault(step => step.Script == script) is { } found
            ? common with
            {
                Timeout = found.Timeout,
                CellTimeout = Milliseconds(found.CellTimeoutMilliseconds),
                Limits = found.Limits?.ToRunLimits() ?? RunLimits.None,
                Twin = found.Twin,
                Secrets = Names(found.Secrets),
            }
            : null;
    }

    private static IReadOnlyList<string> Names(IReadOnlyList<SecretUse>? secrets) => [.. (secrets ?? []).Select(secret => secret.Name).Distinct(StringComparer.Ordinal)];

    private static TimeSpan? Milliseconds(long? count) => count is { } some ? TimeSpan.FromMilliseconds(some) : null;
}

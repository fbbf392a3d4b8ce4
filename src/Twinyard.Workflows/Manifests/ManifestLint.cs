using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Workflows.Manifests;

/// <summary>Reads a workflow's folder without a server, as a check before a proposal would.</summary>
public static class ManifestLint
{
    public const string FileName = "workflow.yaml";

    /// <param name="folder">The folder that holds <c>workflow.yaml</c>; its name is the workflow's.</param>
    /// <returns>Everything that is wrong with the manifest. References to roles and topics need the whole tree and are not followed.</returns>
    public static IReadOnlyList<Problem> Check(string folder)
    {
        var root = Path.GetFullPath(folder);
        var file = Path.Combine(root, FileName);
        if (!File.Exists(file))
        {
            return [new Problem(file, 1, 1, "", "There is no such file.")];
        }

        var parsed = ManifestDocument.Parse(file, File.ReadAllText(file));
        if (!parsed.IsOk)
        {
            return parsed.Error is InvalidError invalid ? invalid.Problems : [new Problem(file, 1, 1, "", parsed.Error.ToString())];
        }

        var body = parsed.Value;
        ManifestReader.Read(new ResourceDeclaration("workflow", Path.GetFileName(root), body, path => File.Exists(Path.Combine(root, path))));
        return body.Problems.Items;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;
using Twinyard.Repositories.Plans;

namespace Twinyard.Repositories.Resources;

/// <summary>Reads a declaration that comes by hand as a file of a repository is read, and writes what is there as such a file.</summary>
internal sealed class HandMadeDeclaration(ResourceKinds kinds)
{
    /// <returns>An invalid error with every problem's place; one for a kind that follows a commit, whose files only a repository has.</returns>
    public Result<DeclaredResource> Read(string file, string text)
    {
        var document = ManifestDocument.Parse(file, text);
        if (!document.IsOk)
        {
            return document.Error;
        }

        var body = document.Value;
        var (kindName, name) = (body.Text("kind", required: true), body.Text("name", required: true));
        var kind = kindName is null ? null : kinds.Find(kindName);
        if (kindName is not null && kind is null)
        {
            body.Report("kind", kinds.Unknown(kindName));
        }

        if (kind is { FollowsCommit: true })
        {
            body.Report("kind", $"A {kindName} executes files of a commit and comes with a merge alone.");
        }

        if (name is not null && !ResourceNames.IsGood(name))
        {
            body.Report("name", ResourceNames.Problem(name));
        }

        if (kind is null || name is null || body.Problems.Items.Count > 0)
        {
            return InvalidError.FromProblems("declaration-invalid", body.Problems.Items);
        }

        var reading = kind.Read(new ResourceDeclaration(kind.Kind, name, body, _ => false));
        return body.Problems.Items.Count == 0
            ? new DeclaredResource(kind, name, reading.Specification, reading.References, file)
            : InvalidError.FromProblems("declaration-invalid", body.Problems.Items);
    }

    /// <summary>Only what the kind reads back as exactly the same is given out.</summary>
    public Result<string> Write(IResourceKind kind, string name, string specification)
    {
        var json = new JsonObject { ["kind"] = kind.Kind, ["name"] = name };
        foreach (var (key, value) in JsonNode.Parse(specification)?.AsObject() ?? throw new JsonException($"The {kind.Kind} {name} is no JSON object."))
        {
            json[key] = value?.DeepClone();
        }

        var text = ManifestText.Of(json);
        var read = Read(FileOf(kind.Kind, name), text);
        return read.IsOk && read.Value.Specification == specification
            ? text
            : new FailedError("resource-not-exportable", $"The {kind.Kind} '{name}' cannot be written as a declaration that means the same. {read.Error?.Message}".TrimEnd(), "Write its declaration by hand.");
    }

    public static string FileOf(string kind, string name) => $"resources/{kind}/{name}.yaml";
}

using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Twinyard.Sdk.Outputs;
using Twinyard.Sdk.Registry;

namespace Twinyard.Sdk;

public sealed partial class TwinyardRun
{
    /// <summary>Names, in an evaluation, the version that this run itself registers.</summary>
    public const string NewVersion = "new";

    /// <summary>Downloads a model version's bundle.</summary>
    /// <param name="version">A version number or an alias such as <c>champion</c>.</param>
    public RegisteredModel Model(string name, string version)
    {
        var found = FindModel(name, version)
            ?? throw new TwinyardException($"Model {name} has no version or alias {version}. See `twinyard model list`.");
        return found;
    }

    /// <returns>Null when there is no such model, version or alias.</returns>
    public RegisteredModel? FindModel(string name, string version)
    {
        if (ResolveVersion(name, version) is not { } number)
        {
            return null;
        }

        using var response = Found(() => _server.Get($"models/{Uri.EscapeDataString(name)}/versions/{number}/bundle"));
        if (response is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("model-").FullName;
        using var content = response.Content.ReadAsStream();
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        using var archive = new ZipArchive(memory, ZipArchiveMode.Read);
        archive.ExtractToDirectory(folder);
        return new RegisteredModel(name, number, folder);
    }

    /// <summary>Registers a bundle as the next version of a model when the script has ended well.</summary>
    /// <param name="folder">Holds <c>bundle.yaml</c>, the model and the profile.</param>
    public void RegisterModel(string name, string folder, ModelRegistration registration)
    {
        _output.CopyFolder(folder, $"models/{name}");
        _output.Write($"models/{name}/registration.json", JsonSerializer.SerializeToUtf8Bytes(registration, SdkJson.Options));
    }

    /// <summary>How a version did on a dataset.</summary>
    /// <param name="version">A number, or <see cref="NewVersion"/>.</param>
    /// <param name="rows">How many labelled rows were evaluated.</param>
    public void Evaluation(string model, string version, string dataset, long rows, IReadOnlyDictionary<string, double> metrics) =>
        _output.Append("evaluations.ndjson", new { model, version, dataset, rows, metrics });

    /// <summary>What the newest version of a model was trained on; empty when there is none.</summary>
    public IReadOnlyList<DatasetReference> NewestDatasets(string name)
    {
        if (FindModelDetail(name)?["versions"]?.AsArray().FirstOrDefault() is not { } newest)
        {
            return [];
        }

        var detail = _server.GetJson($"models/{Uri.EscapeDataString(name)}/versions/{newest["version"]}");
        return detail["datasets"].Deserialize<List<DatasetReference>>(SdkJson.Options) ?? [];
    }

    private int? ResolveVersion(string name, string version)
    {
        if (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return (int?)FindModelDetail(name)?["aliases"]?[version];
    }

    /// <returns>Null when there is no such model.</returns>
    private JsonNode? FindModelDetail(string name) => Found(() => _server.GetJson($"models/{Uri.EscapeDataString(name)}"));

    private static T? Found<T>(Func<T> call)
        where T : class
    {
        try
        {
            return call();
        }
        catch (TwinyardException e) when (e.Code is "model-not-found" or "model-version-not-found")
        {
            return null;
        }
    }
}

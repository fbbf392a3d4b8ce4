using System.Globalization;
using Twinyard.Models.Registry;
using Twinyard.Platform.Manifests;

namespace Twinyard.Models.Checks;

/// <summary>Which bundle a check is about: a version of a model in the registry, or a folder of the tree.</summary>
/// <param name="Version">A number, or an alias.</param>
internal sealed record BundleReference(string? Model, string? Version, string? Folder)
{
    public override string ToString() => Folder ?? $"{Model} {(char.IsAsciiDigit((Version ?? " ")[0]) ? "v" : "")}{Version}";

    /// <summary>Reads <c>model</c> and <c>version</c> (<c>candidate</c> unless given), or <c>bundle</c>.</summary>
    public static BundleReference Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var model = body.Text("model");
        var version = ReadVersion(body, "version", ModelAliases.Candidate);
        var folder = body.Text("bundle")?.TrimEnd('/');
        if (model is null == folder is null)
        {
            body.Report(folder is null ? "" : "bundle", "Name either a model of the registry with model, or a folder of the repository with bundle.");
        }

        if (model is not null && ModelNames.CheckModel(model) is { } bad)
        {
            body.Report("model", $"{bad.Message} {bad.Remedy}");
        }

        if (folder is not null && !fileExists($"{folder}/bundle.yaml"))
        {
            body.Report("bundle", $"The tree has no file '{folder}/bundle.yaml'. Paths are from the root of the repository.");
        }

        return new BundleReference(model, model is null ? null : version, folder);
    }

    public static string ReadVersion(ManifestMap body, string key, string absent)
    {
        var version = body.Text(key, absent);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _) && ModelNames.CheckAlias(version) is { } bad)
        {
            body.Report(key, $"{bad.Message} {bad.Remedy} Or name a version by its number.");
        }

        return version;
    }
}

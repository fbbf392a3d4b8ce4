using System.Globalization;
using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Inference.Bundles;
using Twinyard.Models.Registry;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Checks;

/// <summary>Opens the bundles that checks are about, as far as the check's role may.</summary>
internal sealed class CheckedBundles(IModelRegistry registry, IAccessEvaluator access)
{
    public static readonly DeclaredAction Get = new("models:GetBundle", "models:model/{name}", "a proposal's check reads a model");

    /// <returns>The open bundle, to be disposed; or why there is none.</returns>
    public async Task<Result<ModelBundle>> OpenAsync(BundleReference reference, CheckedTree tree, CancellationToken cancellationToken)
    {
        try
        {
            if (reference.Folder is { } folder)
            {
                return ModelBundle.Open(Path.Combine(tree.Folder, folder));
            }

            var model = reference.Model ?? "";
            var version = await FindVersionAsync(model, reference.Version ?? "", tree, cancellationToken);
            if (!version.IsOk)
            {
                return version.Error;
            }

            var opened = await registry.OpenBundleAsync(model, version.Value, cancellationToken);
            if (!opened.IsOk)
            {
                return opened.Error;
            }

            await using var content = opened.Value;
            using var archive = new MemoryStream();
            await content.Stream.CopyToAsync(archive, cancellationToken);
            archive.Position = 0;
            return ModelBundle.Open(archive, $"{model} v{version.Value}");
        }
        catch (BundleException e)
        {
            return new InvalidError("bundle-invalid", $"{reference} cannot be used: {e.Message}");
        }
    }

    /// <returns>The number of a version that is named by number or alias, if the check's role may read it.</returns>
    public async Task<Result<int>> FindVersionAsync(string model, string version, CheckedTree tree, CancellationToken cancellationToken)
    {
        var allowed = await access.RequireAsync(new Principal(Principal.Run, tree.CheckId, tree.Role), Get.Action, Get.On(model), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        if (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return await registry.FindAliasAsync(model, version, cancellationToken) is { } named
            ? named
            : new NotFoundError("alias-not-found", $"{model} has no version that is called {version}.", $"See `twinyard model show {model}`.");
    }
}

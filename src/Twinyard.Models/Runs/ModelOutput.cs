using Twinyard.Access;
using Twinyard.Access.Policies;
using Twinyard.Inference.Bundles;
using Twinyard.Models.Registry;
using Twinyard.Platform.Ports;
using Twinyard.Platform.Results;

namespace Twinyard.Models.Runs;

/// <summary>
/// Takes <c>models/&lt;model&gt;/</c>. Staging opens each bundle as a device would, network included; the commit registers it as the
/// model's next version.
/// </summary>
internal sealed class ModelOutput(IAccessEvaluator access, VersionRegistrar registrar) : IRunOutput
{
    public static readonly DeclaredAction Register = new("models:RegisterVersion", "models:model/{name}", "a run's `models/{name}/`");
    public static readonly DeclaredAction SetAlias = new("models:SetAlias", "models:model/{name}", "a run's `models/{name}/` with an alias besides `candidate`");

    private const string FolderName = "models";

    public string Name => "models";

    public int Order => 10;

    /// <summary>The models that a run's outputs hold, by name.</summary>
    public static IReadOnlyList<string> Find(string outputFolder)
    {
        var folder = Path.Combine(outputFolder, FolderName);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
    }

    public async Task<Result<Done>> StageAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        foreach (var model in Find(outputs.Folder))
        {
            var staged = await OpenAsync(outputs, model, cancellationToken);
            if (!staged.IsOk)
            {
                return staged.Error;
            }

            var allowed = await RequireAsync(outputs, staged.Value, cancellationToken);
            if (!allowed.IsOk)
            {
                return allowed;
            }
        }

        return Done.Value;
    }

    public async Task CommitAsync(RunOutputs outputs, CancellationToken cancellationToken)
    {
        foreach (var model in Find(outputs.Folder))
        {
            // Opened again, because staging may have been another process: outputs do not change once the script has ended.
            await registrar.RegisterAsync((await OpenAsync(outputs, model, cancellationToken)).Value, outputs, cancellationToken);
        }
    }

    public Task DiscardAsync(RunOutputs outputs, CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<Result<StagedModel>> OpenAsync(RunOutputs outputs, string model, CancellationToken cancellationToken)
    {
        if (ModelNames.CheckModel(model) is { } bad)
        {
            return bad;
        }

        var shown = $"{FolderName}/{model}";
        var folder = new DirectoryInfo(Path.Combine(outputs.Folder, FolderName, model));
        if (!folder.Exists || folder.LinkTarget is not null || folder.EnumerateFileSystemInfos().Any(entry => entry.LinkTarget is not null))
        {
            return new InvalidError("output-invalid", $"{shown} is a link, holds a link, or is no folder.", "Write the bundle's files themselves.");
        }

        var registration = await Registration.ReadAsync(folder.FullName, shown, cancellationToken);
        if (!registration.IsOk)
        {
            return registration.Error;
        }

        if (registration.Value.Aliases.Select(ModelNames.CheckAlias).FirstOrDefault(problem => problem is not null) is { } wrong)
        {
            return wrong;
        }

        try
        {
            var staged = StagedModel.Open(model, folder.FullName, registration.Value);
            return staged.Registration.Metrics.Values.All(double.IsFinite) ? staged : new InvalidError("output-invalid", $"{shown}/{Registration.FileName}: a metric is not a finite number.");
        }
        catch (BundleException e)
        {
            return new InvalidError("bundle-invalid", $"{shown}/{e.File}: {e.Problem}", e.Remedy);
        }
    }

    private async Task<Result<Done>> RequireAsync(RunOutputs outputs, StagedModel staged, CancellationToken cancellationToken)
    {
        var principal = new Principal(Principal.Run, outputs.RunId, outputs.Role);
        var allowed = await access.RequireAsync(principal, Register.Action, Register.On(staged.Name), cancellationToken);
        var setsOther = staged.Registration.Aliases.Any(alias => alias != ModelAliases.Candidate);
        return allowed.IsOk && setsOther ? await access.RequireAsync(principal, SetAlias.Action, SetAlias.On(staged.Name), cancellationToken) : allowed;
    }
}

using Twinyard.Contracts.Models;
using Twinyard.Inference.Bundles;
using Twinyard.Inference.Features;

namespace Twinyard.Models.Runs;

/// <summary>A bundle in a run's outputs that was opened and found good.</summary>
internal sealed record StagedModel(string Name, string Folder, Registration Registration, PipelineSummary Pipeline)
{
    /// <summary>Opens the bundle fully, network included, and forgets it again.</summary>
    /// <exception cref="BundleException">It cannot be used.</exception>
    public static StagedModel Open(string name, string folder, Registration registration)
    {
        using var bundle = ModelBundle.Open(folder);
        return new StagedModel(name, folder, registration, Summarize(bundle.Manifest));
    }

    private static PipelineSummary Summarize(BundleManifest manifest) => new(
        manifest.Entity,
        manifest.Order,
        manifest.Columns,
        manifest.Features.Window,
        [.. manifest.Features.Statistics.Select(StatisticNames.Of)],
        manifest.Prediction.Name,
        manifest.Prediction.Unit,
        manifest.Prediction.Minimum,
        manifest.Prediction.Maximum,
        [.. manifest.Decisions.Select(rule => new DecisionSummary(rule.Name, rule.Below))]);
}

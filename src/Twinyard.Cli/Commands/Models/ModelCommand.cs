using System.CommandLine;
using System.Globalization;
using Twinyard.Contracts.Models;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Models;

/// <summary>Models, their versions, evaluations and drift.</summary>
internal static class ModelCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The model's name" };
    private static readonly Argument<int> Version = ModelVersion.Argument();
    private static readonly Option<string> Alias = new("--alias") { Description = "The alias that shall name the version (default: champion)", HelpName = "ALIAS", DefaultValueFactory = _ => "champion" };
    private static readonly Option<int> Most = Limit.Option(50);
    private static readonly Option<string?> Into = new("--out", "-o") { Description = "Where to put the archive (default: NAME-vVERSION.zip here)", HelpName = "FILE" };

    public static Command Build() => new("model", "Look at models, compare and promote versions")
    {
        new Command("list", "List the models").Does(ListAsync),
        new Command("show", "Show a model's versions and aliases") { Name }.Does(ShowAsync),
        new Command("evaluations", "Show how versions did, newest first") { Name, Most }.Does(EvaluationsAsync),
        new Command("drift", "Show how far the fleet's data is from what the champion was trained on") { Name }.Does(DriftAsync),
        new Command("promote", "Let an alias name a version") { Name, Version, Alias }.Does(PromoteAsync),
        new Command("download", "Download a version's bundle") { Name, Version, Into }.Does(DownloadAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<ModelSummary>>("models?limit=1000", cancellationToken), page => call.Out.Table(
            page.Items,
            "There are no models. A run registers one.",
            ("NAME", model => model.Name),
            ("LATEST", model => $"v{model.LatestVersion}"),
            ("ALIASES", model => Aliases(model.Aliases)),
            ("REGISTERED", model => model.UpdatedAt),
            ("DESCRIPTION", model => model.Description)));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<ModelDetail>(Path(call), cancellationToken), model =>
        {
            call.Out.Facts(("Name", model.Name), ("Description", model.Description), ("Aliases", Aliases(model.Aliases)));
            call.Out.Line("");
            call.Out.Table(
                model.Versions,
                "It has no versions.",
                ("VERSION", version => $"v{version.Version}"),
                ("ALIASES", version => version.Aliases),
                ("REGISTERED", version => version.CreatedAt),
                ("RUN", version => version.Run),
                ("COMMIT", version => Output.CliOutput.Short(version.Commit)),
                ("METRICS", version => Metrics(version.Metrics)));
        });

    private static async Task EvaluationsAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<Page<EvaluationEntry>>($"{Path(call)}/evaluations?limit={call.Get(Most)}", cancellationToken), page => call.Out.Table(
            page.Items,
            "No run has evaluated it.",
            ("AT", entry => entry.At),
            ("VERSION", entry => $"v{entry.Version}"),
            ("DATASET", entry => entry.Dataset),
            ("ROWS", entry => entry.Rows),
            ("METRICS", entry => Metrics(entry.Metrics)),
            ("RUN", entry => entry.Run)));

    private static async Task DriftAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<DriftOverview>($"{Path(call)}/drift", cancellationToken), overview => call.Out.Table(
            overview.Groups,
            "No device has sent decisions of its champion.",
            ("GROUP", report => report.Group.Length == 0 ? "-" : report.Group),
            ("VERSION", report => $"v{report.Version}"),
            ("STATE", report => report.State),
            ("SINCE", report => report.Since),
            ("ROWS", report => report.Rows),
            ("SERIES", report => report.Series),
            ("MOST", report => report.Columns is [var top, ..] ? string.Create(CultureInfo.InvariantCulture, $"{top.Name} PSI {top.Psi:0.00} KS {top.Ks:0.00}") : ""),
            ("WHY", report => report.Reason)));

    private static async Task PromoteAsync(CliCall call, CancellationToken cancellationToken)
    {
        var alias = call.Get(Alias) ?? "champion";
        var version = call.Get(Version);
        var model = await call.Api.PutAsync<ModelDetail>($"{Path(call)}/aliases/{Uri.EscapeDataString(alias)}", new SetAliasRequest(version), cancellationToken);
        call.Out.Result(model, _ => call.Out.Line($"{alias} of {model.Name} is v{version} now."));
    }

    private static async Task DownloadAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (name, version) = (call.Get(Name), call.Get(Version));
        var file = System.IO.Path.GetFullPath(call.Get(Into) ?? $"{name}-v{version}.zip");
        using var response = await call.Api.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{Path(call)}/versions/{version}/bundle"), cancellationToken);
        try
        {
            await using var target = File.Create(file);
            await response.Content.CopyToAsync(target, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliError(ExitCodes.Failed, $"{file} cannot be written: {e.Message}", "Choose another file with --out.");
        }

        call.Out.Result(new { name, version, file }, downloaded => call.Out.Line(downloaded.file));
    }

    private static string Path(CliCall call) => $"models/{Uri.EscapeDataString(call.Get(Name))}";

    private static string Aliases(IReadOnlyDictionary<string, int> aliases) => string.Join(", ", aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal).Select(alias => $"{alias.Key} v{alias.Value}"));

    private static string Metrics(IReadOnlyDictionary<string, double> metrics) =>
        string.Join(", ", metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.####}")));
}

using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Twinyard.Contracts.Twins;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Twins;

/// <summary><c>twinyard layer …</c></summary>
internal static class LayerCommands
{
    private const string NoLayers = "There are no layers. Publish one: `twinyard layer publish NAME DIR`.";

    private static readonly Argument<string> Name = new("name") { Description = "The layer's name" };
    private static readonly Argument<string> Version = new("version") { Description = "A version, such as numerics@3" };

    private static readonly Option<int> Count = Limit.Option(100);
    private static readonly Option<string?> After = new("--after") { Description = "Only those after this cursor, which --json tells as next", HelpName = "CURSOR" };

    public static Command Build() => new("layer", "Layers: versioned dependencies that several workflows use")
    {
        Publish(),
        new Command("list", "List layers with their newest versions") { Count, After }.Does(ListAsync),
        new Command("versions", "List the versions of a layer, newest first") { Name, Count, After }.Does(VersionsAsync),
        new Command("show", "Show a version and its files") { Version }.Does(ShowAsync),
        Download(),
        new Command("delete", "Delete a version that no deployed workflow names; its number is not given again") { Version }.Does(DeleteAsync),
    };

    private static Command Publish()
    {
        var folder = new Argument<string>("dir") { Description = "The folder; python/, lib/ and bin/ in it have a meaning" };
        var description = new Option<string>("--description") { Description = "One line for people", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        return new Command("publish", "Publish a folder as the next version of a layer; one with the newest version's content is not published again") { Name, folder, description }.Does(async (call, cancellationToken) =>
        {
            await using var archive = LayerPacking.Pack(call.Get(folder));
            var path = $"twins/layers/{Uri.EscapeDataString(call.Get(Name))}?description={Uri.EscapeDataString(call.Get(description) ?? "")}";
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(archive) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
            using var response = await call.Api.SendAsync(request, cancellationToken);
            var published = await response.Content.ReadFromJsonAsync<LayerPublished>(JsonSerializerOptions.Web, cancellationToken)
                ?? throw new CliError(ExitCodes.Failed, "The server did not say what it published.");
            if (!published.IsNew)
            {
                call.Out.Note("The newest version has the same content; no other was made.");
            }

            call.Out.Result(published, it => Print(call, it.Layer));
        });
    }

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        PrintPage(call, await call.Api.GetAsync<Page<LayerVersionSummary>>($"twins/layers?{Query(call)}", cancellationToken));

    private static async Task VersionsAsync(CliCall call, CancellationToken cancellationToken) =>
        PrintPage(call, await call.Api.GetAsync<Page<LayerVersionSummary>>($"twins/layers/{Uri.EscapeDataString(call.Get(Name))}?{Query(call)}", cancellationToken));

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken) =>
        call.Out.Result(await call.Api.GetAsync<LayerDetail>(PathOf(call), cancellationToken), detail =>
        {
            Print(call, detail.Layer);
            call.Out.Line("");
            call.Out.Table(detail.Files, "", ("FILE", file => file.Path), ("SIZE", file => file.Size), ("PROGRAM", file => file.IsExecutable ? "yes" : null), ("SHA-256", file => file.Sha256[..12]));
        });

    private static Command Download()
    {
        var into = new Option<string?>("--out", "-o") { Description = "Where to write it (default: NAME-VERSION.zip here)", HelpName = "FILE" };
        return new Command("download", "Download a version as a ZIP file") { Version, into }.Does(async (call, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{PathOf(call)}/content");
            using var response = await call.Api.SendAsync(request, cancellationToken);
            var file = call.Get(into) ?? $"{call.Get(Version).Replace('@', '-')}.zip";
            await using (var output = File.Create(file))
            {
                await response.Content.CopyToAsync(output, cancellationToken);
            }

            call.Out.Note($"Written to {file}.");
        });
    }

    private static async Task DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Api.DeleteAsync(PathOf(call), cancellationToken);
        call.Out.Note($"{call.Get(Version)} is deleted.");
    }

    private static void Print(CliCall call, LayerVersionSummary layer) => call.Out.Facts(
        ("layer", $"{layer.Name}@{layer.Version}"),
        ("description", layer.Description),
        ("files", layer.Files),
        ("size", ByteSize.Text(layer.Size)),
        ("hash", layer.Hash),
        ("published", layer.PublishedAt),
        ("by", layer.Publisher));

    private static void PrintPage(CliCall call, Page<LayerVersionSummary> page) => call.Out.Result(page, it => call.Out.Table(
        it.Items,
        NoLayers,
        ("LAYER", layer => $"{layer.Name}@{layer.Version}"),
        ("FILES", layer => layer.Files),
        ("SIZE", layer => ByteSize.Text(layer.Size)),
        ("PUBLISHED", layer => layer.PublishedAt),
        ("BY", layer => layer.Publisher),
        ("DESCRIPTION", layer => layer.Description)));

    private static string Query(CliCall call) =>
        string.Create(CultureInfo.InvariantCulture, $"limit={call.Get(Count)}") + (call.Get(After) is { } after ? $"&after={Uri.EscapeDataString(after)}" : "");

    private static string PathOf(CliCall call) => call.Get(Version).Split('@') is [{ Length: > 0 } name, { Length: > 0 } version]
        ? $"twins/layers/{Uri.EscapeDataString(name)}/{Uri.EscapeDataString(version)}"
        : throw new CliError(ExitCodes.Invalid, $"'{call.Get(Version)}' does not name a version of a layer.", "Write name@number, such as numerics@3.");
}

using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using Twinyard.Contracts.Buckets;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Buckets;

internal static class ObjectCommands
{
    private static readonly Argument<string> Bucket = new("bucket") { Description = "The bucket" };
    private static readonly Argument<string> Key = new("key") { Description = "The object's key" };
    private static readonly Argument<string> Input = new("file") { Description = "What to put; - for stdin" };
    private static readonly Option<string?> Into = new("--out", "-o") { Description = "Where to write it (default: stdout)", HelpName = "FILE" };
    private static readonly Option<string> Prefix = new("--prefix") { Description = "Only keys that start so", HelpName = "PREFIX", DefaultValueFactory = _ => "" };
    private static readonly Option<string?> Version = new("--object-version") { Description = "A version as `twinyard object versions` lists it (default: the newest)", HelpName = "VERSION" };
    private static readonly Option<string> ContentType = new("--content-type") { Description = "What it is (default: application/octet-stream)", HelpName = "TYPE", DefaultValueFactory = _ => "application/octet-stream" };

    public static Command Build() => new("object", "Objects and their versions")
    {
        new Command("list", "List the objects of a bucket") { Bucket, Prefix }.Does(ListAsync),
        new Command("put", "Put a new version of an object") { Bucket, Key, Input, ContentType }.Does(PutAsync),
        new Command("get", "Get an object, or an older version of it") { Bucket, Key, Into, Version }.Does(GetAsync),
        new Command("delete", "Delete an object; its versions stay") { Bucket, Key }.Does(DeleteAsync),
        new Command("versions", "List the versions of an object, newest first") { Bucket, Key }.Does(VersionsAsync),
    };

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) => Print(
        call,
        await call.Api.GetAsync<Page<ObjectSummary>>($"buckets/{Uri.EscapeDataString(call.Get(Bucket))}/objects?limit=1000&prefix={Uri.EscapeDataString(call.Get(Prefix) ?? "")}", cancellationToken),
        "There are no such objects.");

    private static async Task VersionsAsync(CliCall call, CancellationToken cancellationToken)
    {
        var page = await call.Api.GetAsync<Page<ObjectSummary>>($"buckets/{Uri.EscapeDataString(call.Get(Bucket))}/versions/{Escape(call.Get(Key))}?limit=1000", cancellationToken);
        if (page.Items.Count == 0)
        {
            throw new CliError(ExitCodes.NotFound, $"There is no object {call.Get(Bucket)}/{call.Get(Key)}.", $"List what is there with `twinyard object list {call.Get(Bucket)}`.");
        }

        Print(call, page, "");
    }

    private static async Task PutAsync(CliCall call, CancellationToken cancellationToken)
    {
        var file = call.Get(Input);
        if (file != "-" && !File.Exists(file))
        {
            throw new CliError(ExitCodes.NotFound, $"There is no file {file}.");
        }

        await using var content = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        using var request = new HttpRequestMessage(HttpMethod.Put, PathOf(call)) { Content = new StreamContent(content) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", call.Get(ContentType));
        using var response = await call.Api.SendAsync(request, cancellationToken);
        var stored = await response.Content.ReadFromJsonAsync<ObjectSummary>(JsonSerializerOptions.Web, cancellationToken)
            ?? throw new CliError(ExitCodes.Failed, "The server did not say what it stored.");
        call.Out.Result(stored, it => call.Out.Facts(("Object", $"{it.Bucket}/{it.Key}"), ("Version", it.Version), ("Size", it.Size), ("SHA-256", it.Sha256)));
    }

    private static async Task GetAsync(CliCall call, CancellationToken cancellationToken)
    {
        var version = call.Get(Version) is { } given ? $"?version={Uri.EscapeDataString(given)}" : "";
        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(call) + version);
        using var response = await call.Api.SendAsync(request, cancellationToken);
        await using var output = call.Get(Into) is { } file ? File.Create(file) : Console.OpenStandardOutput();
        await response.Content.CopyToAsync(output, cancellationToken);
    }

    private static async Task DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        await call.Api.DeleteAsync(PathOf(call), cancellationToken);
        call.Out.Note($"{call.Get(Bucket)}/{call.Get(Key)} is deleted; its versions stay.");
    }

    private static void Print(CliCall call, Page<ObjectSummary> page, string whenEmpty) => call.Out.Result(page, it => call.Out.Table(
        it.Items,
        whenEmpty,
        ("KEY", version => version.Key),
        ("VERSION", version => version.Version),
        ("SIZE", version => version.IsDeleteMarker ? "deleted" : version.Size),
        ("TYPE", version => version.ContentType),
        ("CREATED", version => version.CreatedAt)));

    private static string PathOf(CliCall call) => $"buckets/{Uri.EscapeDataString(call.Get(Bucket))}/objects/{Escape(call.Get(Key))}";

    // Slashes divide a key for people; everything else of it must arrive as it is.
    private static string Escape(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
}

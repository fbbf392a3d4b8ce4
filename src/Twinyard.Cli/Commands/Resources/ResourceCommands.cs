using System.CommandLine;
using Twinyard.Contracts.Repositories;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Resources;

/// <summary><c>twinyard resource …</c></summary>
internal static class ResourceCommands
{
    private static readonly Argument<string> File = new("file") { Description = "A declaration, as under resources/ of a repository" };

    public static Command Build() => new("resource", "Roles, topics and alarms by hand, and which repository declares the others")
    {
        List(),
        Put("create", "Make what a file declares; it must not be there yet", HttpMethod.Post),
        Put("update", "Change what a file declares; no repository may declare it", HttpMethod.Put),
        Delete(),
        ResourceExportCommand.Build(),
    };

    /// <summary>All of them, page by page.</summary>
    public static async Task<IReadOnlyList<ResourceSummary>> AllAsync(CliCall call, string? kind, CancellationToken cancellationToken)
    {
        var found = new List<ResourceSummary>();
        for (string? after = ""; after is not null;)
        {
            var query = $"resources?limit=1000{(kind is null ? "" : $"&kind={Uri.EscapeDataString(kind)}")}{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}";
            var page = await call.Api.GetAsync<Page<ResourceSummary>>(query, cancellationToken);
            found.AddRange(page.Items);
            after = page.Next;
        }

        return found;
    }

    public static string Path(string kind, string name) => $"resources/{Uri.EscapeDataString(kind)}/{Uri.EscapeDataString(name)}";

    /// <exception cref="CliError">It is not <c>kind/name</c>.</exception>
    public static (string Kind, string Name) Parse(string text) => text.IndexOf('/', StringComparison.Ordinal) is var cut and > 0 && cut < text.Length - 1
        ? (text[..cut], text[(cut + 1)..])
        : throw new CliError(ExitCodes.Invalid, $"'{text}' names no resource.", "Write KIND/NAME, such as topic/ml-team.");

    private static Command List()
    {
        var kind = new Argument<string?>("kind") { Description = "Only this kind: alarm, role, topic or workflow", Arity = ArgumentArity.ZeroOrOne };
        return new Command("list", "What is there, and where it comes from") { kind }.Does(async (call, cancellationToken) =>
        {
            var found = await AllAsync(call, call.Parsed.GetValue(kind), cancellationToken);
            call.Out.Result(found, resources => call.Out.Table(
                resources,
                "There is nothing of that kind.",
                ("KIND", resource => resource.Kind),
                ("NAME", resource => resource.Name),
                ("FROM", resource => resource.Origin == ResourceSummary.ByHand ? resource.Origin : $"{resource.Origin} {resource.Source}"),
                ("BY", resource => resource.Origin == ResourceSummary.ByHand ? resource.Source : null),
                ("CHANGED", resource => resource.ChangedAt)));
        });
    }

    private static Command Put(string verb, string description, HttpMethod method) => new Command(verb, description) { File }.Does(async (call, cancellationToken) =>
    {
        var file = call.Get(File);
        var text = await ReadAsync(file, cancellationToken);
        var document = ManifestDocument.Parse(file, text);
        var (kind, name) = document.IsOk ? (document.Value.Text("kind"), document.Value.Text("name")) : throw new CliError(ExitCodes.Invalid, document.Error.Message);
        if (kind is null || name is null)
        {
            throw new CliError(ExitCodes.Invalid, $"{file} has no kind or no name.", "Write both at its top, such as kind: topic and name: ml-team.");
        }

        var request = new ResourceDeclarationRequest(text, file);
        var resource = method == HttpMethod.Post
            ? await call.Api.PostAsync<ResourceSummary>(Path(kind, name), request, cancellationToken)
            : await call.Api.PutAsync<ResourceSummary>(Path(kind, name), request, cancellationToken);
        call.Out.Result(resource, _ => call.Out.Note($"The {kind} {name} is {(verb == "create" ? "made" : "changed")}, by hand. `twinyard resource export {kind}/{name} --out .` writes it for a repository."));
    });

    private static Command Delete()
    {
        var resource = new Argument<string>("resource") { Description = "KIND/NAME, such as topic/ml-team" };
        return new Command("delete", "Remove something that was made by hand") { resource }.Does(async (call, cancellationToken) =>
        {
            var (kind, name) = Parse(call.Get(resource));
            await call.Api.DeleteAsync(Path(kind, name), cancellationToken);
            call.Out.Note($"The {kind} {name} is removed.");
        });
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellationToken) => System.IO.File.Exists(file)
        ? await System.IO.File.ReadAllTextAsync(file, cancellationToken)
        : throw new CliError(ExitCodes.NotFound, $"There is no file {file}.");
}

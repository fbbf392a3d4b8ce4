using System.Text.Json;
using Twinyard.Platform.Manifests;
using Twinyard.Platform.Ports;

namespace Twinyard.Repositories.Tests.Hosting;

/// <summary>A built-in kind for tests: a file has no more words than it may.</summary>
internal sealed class WordsCheck : ICheckKind
{
    public string Kind => "words";

    public string Read(ManifestMap body, Func<string, bool> fileExists)
    {
        var file = body.Text("file", required: true) ?? "";
        var most = body.Integer("most", 10, 1);
        body.RejectUnknownKeys();
        if (file.Length > 0 && !fileExists(file))
        {
            body.Report("file", $"The tree has no file '{file}'.");
        }

        return JsonSerializer.Serialize(new Specification(file, most));
    }

    public async Task<CheckVerdict> RunAsync(string specification, CheckedTree tree, CancellationToken cancellationToken)
    {
        var it = JsonSerializer.Deserialize<Specification>(specification)!; // as Read has written it
        if (it.Most == 999)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        var words = (await File.ReadAllTextAsync(Path.Combine(tree.Folder, it.File), cancellationToken)).Split(' ').Length;
        return new CheckVerdict(
        [
            new CheckFinding(words <= it.Most, $"{it.File} has {words} words; at most {it.Most} are allowed."),
            new CheckFinding(true, $"{tree.Declarations.Count} declarations, as {tree.Role}."),
        ]);
    }

    private sealed record Specification(string File, long Most);
}

using System.CommandLine;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Workflows;

/// <summary><c>twinyard run artifacts</c> and <c>twinyard run artifact</c>.</summary>
internal static class RunArtifactCommands
{
    public static Command List(Argument<string> id) => new Command("artifacts", "What a run left as evidence, such as its executed notebook") { id }.Does(async (call, cancellationToken) =>
    {
        var page = await call.Api.GetAsync<Page<RunArtifact>>($"runs/{Uri.EscapeDataString(call.Get(id))}/artifacts", cancellationToken);
        var run = page.Items.Count == 0 ? await call.Api.GetAsync<RunDetail>($"runs/{Uri.EscapeDataString(call.Get(id))}", cancellationToken) : null;
        call.Out.Result(page, artifacts => call.Out.Table(
            artifacts.Items,
            run?.ArtifactsRemoved is { } removed ? $"They were removed on {removed.At.UtcDateTime:yyyy-MM-dd HH:mm}Z: {removed.Why}." : "The run has left none.",
            ("NAME", artifact => artifact.Name),
            ("ATTEMPT", artifact => artifact.Attempt),
            ("SIZE", artifact => artifact.Size),
            ("AT", artifact => artifact.At)));
    });

    public static Command Get(Argument<string> id)
    {
        var name = new Argument<string>("name") { Description = "The artifact's name, as in `twinyard run artifacts`" };
        var attempt = new Option<int?>("--attempt") { Description = "Of this attempt (default: the newest that has one)", HelpName = "N" };
        var into = new Option<string?>("--out", "-o") { Description = "Where to write it (default: stdout)", HelpName = "FILE" };
        return new Command("artifact", "Get one of them") { id, name, attempt, into }.Does(async (call, cancellationToken) =>
        {
            var query = call.Get(attempt) is { } number ? $"?attempt={number}" : "";
            using var request = new HttpRequestMessage(HttpMethod.Get, $"runs/{Uri.EscapeDataString(call.Get(id))}/artifacts/{Uri.EscapeDataString(call.Get(name))}{query}");
            using var response = await call.Api.SendAsync(request, cancellationToken);
            await using var output = call.Get(into) is { } file ? File.Create(file) : Console.OpenStandardOutput();
            await response.Content.CopyToAsync(output, cancellationToken);
        });
    }
}

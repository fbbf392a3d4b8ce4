using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Twinyard.Contracts.Signals;
using Twinyard.Platform.Paging;

namespace Twinyard.Cli.Commands.Signals;

/// <summary><c>twinyard logs STREAM [--follow]</c>; without a stream, the list of them.</summary>
internal static class LogsCommand
{
    public static Command Build()
    {
        var stream = new Argument<string?>("stream") { Description = "Such as run/<id>; without it, the streams are listed", Arity = ArgumentArity.ZeroOrOne };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the stream is complete" };
        var prefix = new Option<string?>("--prefix") { Description = "List only streams that begin so", HelpName = "TEXT" };
        return new Command("logs", "Read a log stream, or list them") { stream, follow, prefix }
            .Does((call, token) => call.Parsed.GetValue(stream) is { } name
                ? ReadAsync(call, name, call.Get(follow), token)
                : ListAsync(call, call.Get(prefix), token));
    }

    private static async Task ReadAsync(CliCall call, string stream, bool follow, CancellationToken cancellationToken)
    {
        var path = $"logs/{string.Join('/', stream.Split('/').Select(Uri.EscapeDataString))}?follow={(follow ? "true" : "false")}";
        await foreach (var line in call.Api.StreamAsync<LogEntry>(path, cancellationToken))
        {
            call.Out.Line(call.Out.IsJson
                ? JsonSerializer.Serialize(line, JsonSerializerOptions.Web)
                : $"{line.At.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {(line.Source == "stdout" ? "" : $"[{line.Source}] ")}{line.Text}");
        }
    }

    private static async Task ListAsync(CliCall call, string? prefix, CancellationToken cancellationToken)
    {
        var streams = await call.Api.GetAsync<Page<LogStreamSummary>>($"logs?limit=1000&prefix={Uri.EscapeDataString(prefix ?? "")}", cancellationToken);
        call.Out.Result(streams, _ => call.Out.Table(
            streams.Items,
            "No log streams yet.",
            ("STREAM", item => item.Stream),
            ("BYTES", item => item.Bytes),
            ("LAST LINE", item => item.ChangedAt),
            ("COMPLETE", item => item.Complete)));
    }
}

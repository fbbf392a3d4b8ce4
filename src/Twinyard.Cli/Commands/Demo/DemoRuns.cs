using System.Text.Json;
using Twinyard.Cli.Api;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;
using Twinyard.Platform.Ports;

namespace Twinyard.Cli.Commands.Demo;

/// <summary>Starting and awaiting runs, as several chapters need it.</summary>
internal static class DemoRuns
{
    private static readonly string[] Ended = ["succeeded", "failed", "timed-out", "cancelled"];

    public static Task<RunDetail> StartAsync(ApiClient api, string workflow, object input, CancellationToken cancellationToken) =>
        api.PostAsync<RunDetail>($"workflows/{workflow}/runs", new StartRunRequest(JsonSerializer.SerializeToElement(input, JsonSerializerOptions.Web)), cancellationToken);

    /// <summary>Waits for the end and shows the newest log line meanwhile.</summary>
    public static Task<RunDetail> EndAsync(DemoContext demo, string runId, string what, TimeSpan patience, CancellationToken cancellationToken) =>
        demo.Tell.WaitForAsync(
            what,
            patience,
            async () =>
            {
                var run = await demo.Owner.GetAsync<RunDetail>($"runs/{runId}", cancellationToken);
                if (Ended.Contains(run.Summary.State))
                {
                    return (run, "");
                }

                var last = run.Summary.State == "running" ? await LastLineAsync(demo.Owner, runId, cancellationToken) : null;
                return (default(RunDetail), last ?? run.Summary.State);
            },
            cancellationToken);

    public static async Task<RunDetail> SucceedAsync(DemoContext demo, string runId, string what, TimeSpan patience, CancellationToken cancellationToken)
    {
        var run = await EndAsync(demo, runId, what, patience, cancellationToken);
        if (run.Summary.State != "succeeded")
        {
            var tail = new List<string>();
            await foreach (var line in LogAsync(demo.Owner, runId, cancellationToken))
            {
                tail.Add($"  {line.Text}");
            }

            throw new CliError(
                ExitCodes.Failed,
                $"{what}: run {runId} of {run.Summary.Workflow} {run.Summary.State}: {run.Summary.Error}{Environment.NewLine}{string.Join(Environment.NewLine, tail.TakeLast(15))}");
        }

        return run;
    }

    public static IAsyncEnumerable<LogLine> LogAsync(ApiClient api, string runId, CancellationToken cancellationToken) =>
        api.StreamAsync<LogLine>($"runs/{runId}/logs?from=0&follow=false", cancellationToken);

    public static Task<Page<RunSummary>> ListAsync(ApiClient api, string workflow, CancellationToken cancellationToken) =>
        api.GetAsync<Page<RunSummary>>($"runs?workflow={workflow}&limit=20", cancellationToken);

    private static async Task<string?> LastLineAsync(ApiClient api, string runId, CancellationToken cancellationToken)
    {
        string? last = null;
        await foreach (var line in LogAsync(api, runId, cancellationToken))
        {
            last = line.Text;
        }

        return last;
    }
}

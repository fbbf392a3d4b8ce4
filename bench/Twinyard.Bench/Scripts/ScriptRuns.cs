using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Twinyard.Access;
using Twinyard.Contracts.Workflows;
using Twinyard.Platform.Paging;
using Twinyard.Workflows;

namespace Twinyard.Bench.Scripts;

/// <summary>
/// Real scripts in processes of their own, through the whole server on SQLite: as many shell scripts as it can; a steady mix, and how long a
/// run of it waits; C# scripts one after the other, when they have been compiled. First with a sandbox for each run, where the machine has them, then
/// without; and both again with the throw-away folders elsewhere, where that is asked for.
/// </summary>
internal static class ScriptRuns
{
    private const int Shells = 600;
    private const int WarmUp = 300;
    private const int MixedPerSecond = 50;
    private const int MixedSeconds = 20;
    private const int WarmRuns = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Principal Alice = new(Principal.User, "alice", "developer");

    public static async Task<int> RunAsync(BenchSettings settings)
    {
        await MeasureAsync("", null, "auto", settings);
        await MeasureAsync(".no-sandbox", null, "off", settings);
        if (settings.Scratch is { Length: > 0 } place)
        {
            var scratch = Directory.CreateDirectory(Path.Combine(place, $"twinyard-bench-{Environment.ProcessId}"));
            try
            {
                await MeasureAsync(".scratch", scratch.FullName, "auto", settings);
                await MeasureAsync(".scratch.no-sandbox", scratch.FullName, "off", settings);
            }
            finally
            {
                scratch.Delete(recursive: true);
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(string variant, string? scratch, string isolation, BenchSettings settings)
    {
        await using var server = await BenchServer.StartAsync(new Dictionary<string, string?> { ["twins:isolation"] = isolation }, scratch);
        await BenchRepository.DeployAsync(server, CancellationToken.None);
        var workflows = server.Services.GetRequiredService<IWorkflows>();
        foreach (var workflow in new[] { BenchRepository.Shell, BenchRepository.Python, BenchRepository.CSharp, BenchRepository.CSharp })
        {
            await EndedAsync(workflows, [await StartAsync(workflows, workflow)]);
        }

        await ShellsAsync(workflows, WarmUp);
        var (shells, median, high, warm) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var repetition = 0; repetition < settings.Repetitions; repetition++)
        {
            shells.Add(await ShellsAsync(workflows, Shells));
            var waits = await MixedAsync(workflows);
            median.Add(waits[waits.Length / 2]);
            high.Add(waits[^1]);
            warm.Add(await WarmAsync(workflows));
        }

        BenchResult.Print($"twinyard.scripts{variant}.sh", shells, "runs/s");
        BenchResult.Print($"twinyard.scripts{variant}.mixed-{MixedPerSecond * 60}-a-minute.wait.p50", median, "ms");
        BenchResult.Print($"twinyard.scripts{variant}.mixed-{MixedPerSecond * 60}-a-minute.wait.max", high, "ms");
        BenchResult.Print($"twinyard.scripts{variant}.csx.warm", warm, "ms");
    }

    /// <returns>Runs a second, from the first request to the last end.</returns>
    private static async Task<double> ShellsAsync(IWorkflows workflows, int count)
    {
        var began = Stopwatch.GetTimestamp();
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartAsync(workflows, BenchRepository.Shell)));
        await EndedAsync(workflows, ids);
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Of a hundred runs two are C#, eight are Python, and the others are shell scripts.</summary>
    /// <returns>Sorted waits in milliseconds, from the request to the start.</returns>
    private static async Task<double[]> MixedAsync(IWorkflows workflows)
    {
        var requests = new List<Task<string>>();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < MixedPerSecond * MixedSeconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / MixedPerSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            requests.Add(StartAsync(workflows, (i % 50, i % 12) switch
            {
                (0, _) => BenchRepository.CSharp,
                (_, 1) => BenchRepository.Python,
                _ => BenchRepository.Shell,
            }));
        }

        var runs = await EndedAsync(workflows, await Task.WhenAll(requests));
        return [.. runs.Select(run => (run.StartedAt - run.QueuedAt ?? throw new InvalidOperationException($"Run {run.Id} never started.")).TotalMilliseconds).Order()];
    }

    /// <returns>The median time from the trigger to the end, in milliseconds.</returns>
    private static async Task<double> WarmAsync(IWorkflows workflows)
    {
        var times = new List<double>();
        for (var i = 0; i < WarmRuns; i++)
        {
            var run = (await EndedAsync(workflows, [await StartAsync(workflows, BenchRepository.CSharp)]))[0];
            times.Add((run.EndedAt - run.QueuedAt ?? throw new InvalidOperationException($"Run {run.Id} never ended.")).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static async Task<string> StartAsync(IWorkflows workflows, string workflow)
    {
        await Task.Yield();
        return (await workflows.StartAsync(workflow, new StartRunRequest(), Alice, CancellationToken.None)).Value.Summary.Id;
    }

    private static async Task<IReadOnlyList<RunSummary>> EndedAsync(IWorkflows workflows, IReadOnlyList<string> ids)
    {
        // Runs end in about their order, so the last one is asked for first.
        await Waiting.UntilAsync("That the last run ends", Patience, async () => (await workflows.RunAsync(ids[^1], CancellationToken.None)).Value.Summary.EndedAt is not null);
        var ended = new List<RunSummary>();
        foreach (var id in ids)
        {
            await Waiting.UntilAsync($"That run {id} ends", Patience, async () => (await workflows.RunAsync(id, CancellationToken.None)).Value.Summary.EndedAt is not null);
            var run = (await workflows.RunAsync(id, CancellationToken.None)).Value.Summary;
            ended.Add(run.State == "succeeded" ? run : throw new InvalidOperationException($"Run {id} of {run.Workflow} is {run.State}: {run.Error}"));
        }

        return ended;
    }
}

using System.Diagnostics;
using Twinyard.Access;
using Twinyard.Contracts.Workflows;
using Twinyard.Workflows;
using Twinyard.Workflows.Runs;

namespace Twinyard.Bench.Journal;

/// <summary>
/// No-op runs through the product's own service and journal: queued as <c>POST /workflows/{name}/runs</c> queues them, claimed and
/// ended as the invoker does. Sixteen callers, each with a workflow of its own; or all with one, where they queue up for its lock.
/// </summary>
internal static class RunJournalLoad
{
    private const int Callers = 16;
    private const int ClaimedAtOnce = 16;
    private const int PerSecond = 200;
    private const int Seconds = 5;
    private const int WarmUp = 200;
    private static readonly Principal Alice = new(Principal.User, "alice", "developer");

    /// <param name="engine">Null for both.</param>
    public static async Task<int> RunAsync(BenchSettings settings, string? engine, string? postgres)
    {
        if (engine is null or "sqlite")
        {
            await MeasureAsync("sqlite", null, settings);
        }

        if (engine is not (null or "postgres"))
        {
            return 0;
        }

        if (postgres is { Length: > 0 })
        {
            await MeasureAsync("postgres", postgres, settings);
        }
        else
        {
            Console.WriteLine("# PostgreSQL is not measured: TWINYARD_BENCH_POSTGRES is not set");
        }

        return 0;
    }

    private static async Task MeasureAsync(string engine, string? postgres, BenchSettings settings)
    {
        await using var room = await JournalRoom.CreateAsync(postgres);
        string[] own = [.. Enumerable.Range(0, Callers).Select(caller => $"no-op-{caller}")];
        foreach (var name in own)
        {
            await room.DeployAsync(name);
        }

        string[] one = [.. own.Select(_ => own[0])];
        await EnqueueAsync(room, own, settings.Runs / 4);
        await CompleteAsync(room, settings.Runs / 4, together: false);

        var (queued, queuedByOne, completed, together, cycle) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var repetition = 0; repetition < settings.Repetitions; repetition++)
        {
            var enqueuing = await EnqueueAsync(room, own, settings.Runs);
            var completing = await CompleteAsync(room, settings.Runs, together: false);
            queued.Add(settings.Runs / enqueuing);
            completed.Add(settings.Runs / completing);
            cycle.Add(settings.Runs / (enqueuing + completing));
            // Fewer: no workflow may have more than 1 000 waiting runs.
            var fewer = Math.Min(settings.Runs, 800);
            queuedByOne.Add(fewer / await EnqueueAsync(room, one, fewer));
            await CompleteAsync(room, fewer, together: false);
            await EnqueueAsync(room, own, settings.Runs);
            together.Add(settings.Runs / await CompleteAsync(room, settings.Runs, together: true));
        }

        BenchResult.Print($"twinyard.journal.{engine}.enqueued.c{Callers}", queued, "runs/s");
        BenchResult.Print($"twinyard.journal.{engine}.enqueued-one-workflow.c{Callers}", queuedByOne, "runs/s");
        BenchResult.Print($"twinyard.journal.{engine}.completed.c{Callers}", completed, "runs/s");
        BenchResult.Print($"twinyard.journal.{engine}.completed-in-batches.c{Callers}", together, "runs/s");
        BenchResult.Print($"twinyard.journal.{engine}.enqueued-and-completed.c{Callers}", cycle, "runs/s");
        await MeasureStartsAsync(engine, room, own, settings);
        await DueTicks.MeasureAsync(engine, room, settings);
    }

    /// <returns>Seconds.</returns>
    private static async Task<double> EnqueueAsync(JournalRoom room, string[] workflows, int runs)
    {
        var service = room.Get<IWorkflows>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(workflows.Select(workflow => Task.Run(async () =>
        {
            for (var i = 0; i < runs / Callers; i++)
            {
                _ = (await service.StartAsync(workflow, new StartRunRequest(), Alice, CancellationToken.None)).Value;
            }
        })));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Claims in batches and ends the runs as the invoker does: each caller one after the other, or all that it has claimed together.</summary>
    /// <returns>Seconds.</returns>
    private static async Task<double> CompleteAsync(JournalRoom room, int runs, bool together)
    {
        var journal = room.Get<RunJournal>();
        var left = runs / Callers * Callers;
        async Task EndAsync(ClaimedRun run)
        {
            _ = (await journal.CommitAsync(run, null, nothingToApply: true, CancellationToken.None)).Value;
            Interlocked.Decrement(ref left);
        }

        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            while (await journal.ClaimAsync(ClaimedAtOnce, CancellationToken.None) is { Count: > 0 } claimed)
            {
                if (together)
                {
                    await Task.WhenAll(claimed.Select(EndAsync));
                    continue;
                }

                foreach (var run in claimed)
                {
                    await EndAsync(run);
                }
            }
        })));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return left == 0 ? seconds : throw new InvalidOperationException($"{left} runs were not there to be completed.");
    }

    private static async Task MeasureStartsAsync(string engine, JournalRoom room, string[] workflows, BenchSettings settings)
    {
        var stop = await room.StartBackgroundAsync();
        try
        {
            var (offered, median, high) = (new List<double>(), new List<double>(), new List<double>());
            for (var repetition = 0; repetition < settings.Repetitions; repetition++)
            {
                var (rate, waits) = await StartsAsync(room, workflows);
                offered.Add(rate);
                median.Add(waits[waits.Length / 2]);
                high.Add(waits[(int)Math.Ceiling(waits.Length * 0.99) - 1]);
            }

            BenchResult.Print($"twinyard.journal.{engine}.start.started-of-{PerSecond}", offered, "runs/s");
            BenchResult.Print($"twinyard.journal.{engine}.start.p50", median, "ms");
            BenchResult.Print($"twinyard.journal.{engine}.start.p99", high, "ms");
        }
        finally
        {
            await stop();
        }
    }

    /// <summary>Offers a steady rate, whatever becomes of it, and sees with what delay and what rate the real invoker starts the runs.</summary>
    /// <returns>Runs started a second, and the sorted waits in milliseconds from the request to the start.</returns>
    private static async Task<(double Rate, double[] Waits)> StartsAsync(JournalRoom room, string[] workflows)
    {
        var service = room.Get<IWorkflows>();
        var twin = room.Get<NoOpTwin>();
        twin.Started.Clear();
        const int Runs = WarmUp + (PerSecond * Seconds);
        var requests = new List<Task<(string Id, long At)>>(Runs);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Runs; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / PerSecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            requests.Add(RequestAsync(service, workflows[i % workflows.Length]));
        }

        var asked = await Task.WhenAll(requests);
        await Waiting.UntilAsync($"That {Runs} runs start", TimeSpan.FromSeconds(40), () => Task.FromResult(twin.Started.Count >= Runs));
        var measured = asked.Skip(WarmUp).Select(run => (run.At, Start: twin.Started[run.Id])).ToList();
        var seconds = Stopwatch.GetElapsedTime(measured[0].Start, measured.Max(run => run.Start)).TotalSeconds;
        return (measured.Count / seconds, [.. measured.Select(run => Stopwatch.GetElapsedTime(run.At, run.Start).TotalMilliseconds).Order()]);
    }

    private static async Task<(string Id, long At)> RequestAsync(IWorkflows service, string workflow)
    {
        var at = Stopwatch.GetTimestamp();
        await Task.Yield();
        return ((await service.StartAsync(workflow, new StartRunRequest(), Alice, CancellationToken.None)).Value.Summary.Id, at);
    }
}

using Twinyard.Bench;
using Twinyard.Bench.Access;
using Twinyard.Bench.Agents;
using Twinyard.Bench.Events;
using Twinyard.Bench.Ingest;
using Twinyard.Bench.Journal;
using Twinyard.Bench.Scripts;

var settings = BenchSettings.FromEnvironment();
return args switch
{
    ["access"] => PolicyDecisions.Run(),
    ["events", var folder] => EventMatching.Run(folder),
    ["journal", .. [] or ["sqlite" or "postgres"]] => await RunJournalLoad.RunAsync(settings, args.ElementAtOrDefault(1), Environment.GetEnvironmentVariable("TWINYARD_BENCH_POSTGRES")),
    ["scripts"] => await ScriptRuns.RunAsync(settings),
    ["ingest"] => await TelemetryIngest.RunAsync(settings),
    ["agent", var binary] => await AgentMemory.RunAsync(binary, settings),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Twinyard.Bench access | events FOLDER | journal [sqlite|postgres] | scripts | ingest | agent BINARY");
    return 2;
}

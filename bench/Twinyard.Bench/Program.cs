using Twinyard.Bench;
using Twinyard.Bench.Agents;
using Twinyard.Bench.Events;
using Twinyard.Bench.Ingest;
using Twinyard.Bench.Journal;

var settings = BenchSettings.FromEnvironment();
return args switch
{
    ["events", var folder] => EventMatching.Run(folder),
    ["journal"] => await RunJournalLoad.RunAsync(settings, Environment.GetEnvironmentVariable("TWINYARD_BENCH_POSTGRES")),
    ["ingest"] => await TelemetryIngest.RunAsync(settings),
    ["agent", var binary] => await AgentMemory.RunAsync(binary, settings),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Twinyard.Bench events FOLDER | journal | ingest | agent BINARY");
    return 2;
}

using Twinyard.Bench;
using Twinyard.Bench.Events;
using Twinyard.Bench.Ingest;

return args switch
{
    ["events", var folder] => EventMatching.Run(folder),
    ["ingest"] => await TelemetryIngest.RunAsync(BenchSettings.FromEnvironment()),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Twinyard.Bench events FOLDER | ingest");
    return 2;
}

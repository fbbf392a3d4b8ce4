using Twinyard.Chaos;
using Twinyard.Chaos.Serving;

return args switch
{
    ["serve", .. var rest] when ServeSettings.TryRead(rest, out var settings) => await Serve.RunAsync(settings),
    ["run", .. var rest] => await ChaosProgram.RunAsync(rest),
    _ => ChaosProgram.Usage(),
};

using System.CommandLine;
using Twinyard.Simulation;

namespace Twinyard.Cli.Commands.Fleet;

/// <summary><c>twinyard data …</c>: data sets to try the product with.</summary>
internal static class DataCommands
{
    public static Command Build() => new("data", "Data sets to try things with") { Simulate() };

    private static Command Simulate()
    {
        var folder = new Option<string>("--out", "-o") { Description = "Folder for train_*.txt, test_*.txt and RUL_*.txt", HelpName = "DIR", Required = true };
        var seed = new Option<int>("--seed") { Description = "Equal seeds give equal files (default: 1)", HelpName = "N", DefaultValueFactory = _ => 1 };
        var units = new Option<int>("--units") { Description = "Engines in each training and test set (default: 100)", HelpName = "N", DefaultValueFactory = _ => 100 };
        return new Command("simulate", "Write two kinds of engines (FD001 with one fault mode, FD003 with two) in C-MAPSS's layout") { folder, seed, units }.Does(async (call, cancellationToken) =>
        {
            if (call.Get(units) < 1)
            {
                throw new CliError(ExitCodes.Invalid, $"--units is {call.Get(units)}, and at least 1 is possible.");
            }

            var files = new List<string>();
            foreach (var kind in new[] { SimulationOptions.FirstKind, SimulationOptions.SecondKind })
            {
                var options = kind with { Seed = kind.Seed + (call.Get(seed) - 1) * 1000, TrainUnits = call.Get(units), TestUnits = call.Get(units) };
                files.AddRange(await DegradationSimulator.WriteAsync(options, Path.GetFullPath(call.Get(folder)! /* required */), cancellationToken));
            }

            call.Out.Result(files, written => written.ForEach(call.Out.Line));
        });
    }
}

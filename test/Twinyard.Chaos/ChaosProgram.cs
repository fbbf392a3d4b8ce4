using Twinyard.Chaos.Reports;

namespace Twinyard.Chaos;

/// <summary>The command <c>twinyard chaos</c>: 0 when the promises held, 1 when one did not, 2 when the arguments are wrong.</summary>
internal static class ChaosProgram
{
    public static int Usage()
    {
        Console.Error.WriteLine(ChaosSettings.Usage);
        return 2;
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        var (settings, problem) = ChaosSettings.Read(arguments, Environment.ProcessId);
        if (settings is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return Usage();
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var result = await ChaosRun.RunAsync(settings, Console.Error.WriteLine, stop.Token);
            await Console.Out.WriteAsync(settings.Json ? ResultTable.ToJson(result) + "\n" : ResultTable.ToText(result));
            return result.Violations.Count == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped before the end; nothing is proved.");
            return 1;
        }
        catch (InvalidOperationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}

using System.CommandLine;

namespace Twinyard.Cli;

public static class CommandExtensions
{
    private const string Trace = "TWINYARD_TRACE";

    /// <summary>
    /// Gives the command its action. <see cref="CliError"/>s become one message on stderr and their exit code; Ctrl-C becomes 130.
    /// What nobody expected is one line too, and a stack trace only with <c>TWINYARD_TRACE=1</c>.
    /// </summary>
    public static T Does<T>(this T command, Func<CliCall, CancellationToken, Task<int>> action)
        where T : Command
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var call = new CliCall(parsed);
            try
            {
                return await action(call, cancellationToken);
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested && (e is OperationCanceledException or HttpRequestException or IOException))
            {
                return ExitCodes.Cancelled;
            }
            catch (CliError e)
            {
                call.Out.Error(e.Message, e.Remedy);
                return e.ExitCode;
            }
            catch (Exception e) when (e is HttpRequestException or HttpIOException)
            {
                call.Out.Error($"The connection to the server ended: {e.Message}", "Is it still running? Start it with `twinyard up`.");
                return ExitCodes.Unreachable;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                call.Out.Error(e.Message, "");
                return ExitCodes.Failed;
            }
            catch (Exception e) when (Environment.GetEnvironmentVariable(Trace) != "1")
            {
                call.Out.Error($"This should not have happened: {e.Message.ReplaceLineEndings(" ")} ({e.GetType().Name})", $"{Trace}=1 shows where; please report it with that.");
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    /// <summary>As above, for actions that end well whenever they do not throw.</summary>
    public static T Does<T>(this T command, Func<CliCall, CancellationToken, Task> action)
        where T : Command =>
        command.Does(async (call, cancellationToken) =>
        {
            await action(call, cancellationToken);
            return ExitCodes.Done;
        });
}

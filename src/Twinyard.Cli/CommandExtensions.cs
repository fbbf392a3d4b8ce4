using System.CommandLine;

namespace Twinyard.Cli;

public static class CommandExtensions
{
    /// <summary>
    /// Gives the command its action. <see cref="CliError"/>s become one message on stderr and their exit code; Ctrl-C becomes 130.
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
            catch (CliError e)
            {
                call.Out.Error(e.Message, e.Remedy);
                return e.ExitCode;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCodes.Cancelled;
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
